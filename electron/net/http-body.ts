import type { FetchAnswer } from './http-request.ts'

/** Thrown while reading an answer that is larger than its cap. */
export class BodyTooLarge extends Error {}

/** Reads to the end, or gives up at the first byte beyond `maxBytes`, counted after decompression. */
export const readBody = async (response: FetchAnswer, maxBytes: number): Promise<Uint8Array> => {
  const declared = Number(response.headers.get('content-length') ?? 0)
  if (response.body === null) return new Uint8Array()
  if (declared > maxBytes) {
    await response.body.cancel()
    throw new BodyTooLarge()
  }
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop early cancels the stream, which closes the connection.
  for await (const chunk of response.body) {
    length += chunk.byteLength
    if (length > maxBytes) throw new BodyTooLarge()
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}

/** The parsed JSON, or undefined when there is none: what says it is an image or a page is not even tried. */
export const parseBody = (bytes: Uint8Array, contentType: string): unknown => {
  if (bytes.byteLength === 0 || !/^(?:$|text\/plain|application\/(?:[^;]*\+)?json|text\/json)/iu.test(contentType))
    return undefined
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
