/** Renders the drawings of `build/icons` to every file that shows them; the files are committed, so packing needs no browser. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { browserArguments, ensureBrowser } from './browser.ts'
import { icnsTypes, type Picture, packIcns, packIco } from './icon-files.ts'
import { type IconPlan, type IconRecord, iconPlans } from './icon-plan.ts'
import { root, say } from './project.ts'

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const readDrawing = (name: string): Buffer => readFileSync(join(root, 'build', 'icons', name))

const draw = async (page: Page, drawing: Buffer, size: number): Promise<Picture> => {
  const address = `data:image/svg+xml;base64,${drawing.toString('base64')}`
  const { png, pixels } = await page.evaluate(
    async ({ address, size }) => {
      const image = new Image(size, size)
      image.src = address
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = size
      canvas.height = size
      const context = canvas.getContext('2d')
      if (context === null) throw new Error('The page cannot draw.')
      context.drawImage(image, 0, 0, size, size)
      const { data } = context.getImageData(0, 0, size, size)
      return { png: canvas.toDataURL('image/png').slice('data:image/png;base64,'.length), pixels: [...data] }
    },
    { address, size },
  )
  return { size, png: Buffer.from(png, 'base64'), pixels: Uint8Array.from(pixels) }
}

const render = async (page: Page, plan: IconPlan): Promise<Buffer> => {
  const drawing = readDrawing(plan.source)
  const drawAll = (sizes: Iterable<number>) => Promise.all([...new Set(sizes)].map((size) => draw(page, drawing, size)))
  switch (plan.form) {
    case 'png':
      return Buffer.from((await draw(page, drawing, plan.size)).png)
    case 'ico':
      return packIco(await drawAll(plan.sizes))
    case 'icns':
      return packIcns(await drawAll(icnsTypes.map(([, size]) => size)))
    case 'svg':
      return drawing
  }
}

const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: [...browserArguments] })
const sources: Record<string, string> = {}
const files: Record<string, string> = {}
try {
  const page = await browser.newPage()
  for (const plan of iconPlans) {
    const bytes = await render(page, plan)
    const path = join(root, plan.file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    sources[plan.source] = hash(readDrawing(plan.source))
    files[plan.file] = hash(bytes)
  }
} finally {
  await browser.close()
}
const record: IconRecord = { sources, files }
writeFileSync(join(root, 'build', 'icons', 'rendered.json'), `${JSON.stringify(record, null, 2)}\n`)
say(`${iconPlans.length} files are rendered anew.`)
