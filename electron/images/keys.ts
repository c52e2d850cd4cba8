/**
 * Keys of images: what a platform calls an image becomes a text that nobody can guess and that is another one at every
 * start. The same reference has the same key, even when its entry was let go in between.
 */
import { createHmac } from 'node:crypto'
import { type ImageKey, makeImageKey, type PlatformId } from '../../shared/model.ts'

export interface ImageReference {
  readonly platform: PlatformId
  readonly reference: string
}

export interface ImageKeys {
  keyOf(platform: PlatformId, reference: string): ImageKey
  /** Undefined for what was never issued, or so long ago that no row can show it. */
  referenceOf(key: string): ImageReference | undefined
}

/** References come from chat, hence from strangers: longer ones get a key that shows nothing. */
const longestReference = 512

/** `secret` at least 128 bits; `most` references are kept, the latest used. */
export const createImageKeys = (secret: string, most = 100_000): ImageKeys => {
  const keys = new Map<string, ImageKey>()
  const references = new Map<string, ImageReference>()
  return {
    keyOf(platform, reference) {
      const name = `${platform} ${reference}`
      const known = keys.get(name)
      if (known !== undefined) {
        // Last in line again.
        keys.delete(name)
        keys.set(name, known)
        return known
      }
      const key = makeImageKey(createHmac('sha256', secret).update(name).digest('base64url').slice(0, 24))
      if (reference.length > longestReference) return key
      keys.set(name, key)
      references.set(key, { platform, reference })
      const [oldest] = keys
      if (keys.size > most && oldest !== undefined) {
        keys.delete(oldest[0])
        references.delete(oldest[1])
      }
      return key
    },
    referenceOf: (key) => references.get(key),
  }
}
