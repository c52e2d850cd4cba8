import type { ImageFaultKind } from '../control/types.ts'
import { createCanvas } from './canvas.ts'
import { encodePng } from './png.ts'

const html = '<!doctype html><script>document.title = "pwned"</script><p>This is not a picture.</p>'
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="28" height="28"/></svg>'
const largeBytes = 5 * 1024 * 1024
const endlessChunk = 16 * 1024
const endlessEveryMs = 5

const png = (): Uint8Array<ArrayBuffer> => encodePng(28, createCanvas(28).pixels)

const answer = (
  body: string | ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null,
  type: string,
  status = 200,
): Response => new Response(body, { status, headers: { 'content-type': type } })

/** A PNG's beginning, and then bytes until the reader has had enough. */
const endless = (): ReadableStream<Uint8Array> => {
  let timer: NodeJS.Timeout | undefined
  return new ReadableStream({
    start(controller) {
      controller.enqueue(png())
      timer = setInterval(() => {
        if ((controller.desiredSize ?? 0) > -1_000_000) controller.enqueue(new Uint8Array(endlessChunk))
      }, endlessEveryMs)
    },
    cancel: () => clearInterval(timer),
  })
}

/** An answer that a careful client refuses. */
export const nastyImage = (kind: ImageFaultKind, url: string): Response => {
  switch (kind) {
    case 'wrongType':
      return answer(png(), 'text/html')
    case 'html':
      return answer(html, 'image/png')
    case 'svg':
      return answer(svg, 'image/svg+xml')
    case 'large': {
      const bytes = new Uint8Array(largeBytes)
      bytes.set(png())
      return answer(bytes, 'image/png')
    }
    case 'redirect':
      return new Response(null, { status: 302, headers: { location: 'http://localhost:1/elsewhere.png' } })
    case 'redirectLoop':
      return new Response(null, { status: 302, headers: { location: url } })
    case 'endless':
      return answer(endless(), 'image/png')
    case 'empty':
      return answer(null, 'image/png')
    case 'truncated':
      return answer(png().slice(0, 40), 'image/png')
  }
}
