import type { BrowserContext } from 'playwright'

/** How many colours a picture of the screen has: what is painted has more than an empty area and its edge. */
export const coloursIn = async (picture: Buffer, context: BrowserContext): Promise<number> => {
  // Read in a page of its own: what the app draws of another origin's pictures, no script may read.
  const page = await context.newPage()
  try {
    return await page.evaluate(
      async (address) => {
        const bitmap = await createImageBitmap(await (await fetch(address)).blob())
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
        const drawing = canvas.getContext('2d')
        drawing?.drawImage(bitmap, 0, 0)
        const { data = [] } = drawing?.getImageData(0, 0, bitmap.width, bitmap.height) ?? {}
        const colours = new Set<string>()
        for (let at = 0; at < data.length; at += 4) colours.add([...data.slice(at, at + 3)].join())
        return colours.size
      },
      `data:image/png;base64,${picture.toString('base64')}`,
    )
  } finally {
    await page.close()
  }
}
