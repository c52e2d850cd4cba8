/**
 * Emotes, badges and avatars, for windows that may load nothing from elsewhere. Each is fetched when it is first asked
 * for, by the address that its platform finds, and only from where that platform's images live.
 */
import type { PlatformId } from '../../shared/model.ts'
import type { Clock, Logger } from '../core/ports/host.ts'
import type { ImageIssuer, ImageLocator } from '../platforms/platform.ts'
import { type AllowedPlaces, type CheckedAddress, checkAddress } from './address.ts'
import { createBackOff } from './back-off.ts'
import { createDiskCache, type DiskCache } from './disk-cache.ts'
import { createImageKeys, type ImageReference } from './keys.ts'
import { createSizedCache } from './memory-cache.ts'
import { createQueue } from './queue.ts'
import { type SniffedImage, sniffImage } from './sniff.ts'
import { createImageTransport, type ImageTransport } from './transport.ts'

export interface Image {
  readonly type: SniffedImage['type']
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface ImageService extends ImageIssuer {
  /** Undefined for a key that was never issued and for an image that cannot be had now. Never rejects. */
  get(key: string): Promise<Image | undefined>
  stop(): Promise<void>
}

export interface ImageServiceOptions {
  readonly clock: Clock
  readonly randomId: () => string
  readonly log: Logger
  /** Asked at the time of need: a platform's session is opened after this service. */
  readonly locators: ReadonlyMap<PlatformId, ImageLocator>
  readonly allowedHosts: ReadonlyMap<PlatformId, readonly string[]>
  /** Origins of overridden endpoints (`http://127.0.0.1:4000`): the only ones that may be private. */
  readonly overriddenOrigins?: ReadonlyMap<PlatformId, readonly string[]>
  /** Where images are kept between starts; undefined keeps them in memory only. */
  readonly folder: string | undefined
  readonly transport?: ImageTransport
}

const largestImageBytes = 1_048_576
const memoryBytes = 33_554_432
const diskBytes = 67_108_864
const atOnce = 6
const mostWaiting = 500
const mostRedirects = 3
const withinMs = 15_000

type Found = { readonly image: Image } | { readonly problem: string; readonly lasting: boolean }

export const createImageService = (options: ImageServiceOptions): ImageService => {
  const { clock, randomId, log, locators, allowedHosts, overriddenOrigins, folder } = options
  const transport = options.transport ?? createImageTransport()
  const keys = createImageKeys(randomId())
  const memory = createSizedCache<Image>(memoryBytes)
  const disk: DiskCache | undefined =
    folder === undefined ? undefined : createDiskCache({ folder, maxBytes: diskBytes, clock, randomId, log })
  const flights = new Map<string, Promise<Image | undefined>>()
  const backOff = createBackOff(clock.elapsed)
  const queue = createQueue(atOnce, mostWaiting)
  const stopping = new AbortController()

  const placesOf = (platform: PlatformId): AllowedPlaces => ({
    hosts: allowedHosts.get(platform) ?? [],
    origins: overriddenOrigins?.get(platform) ?? [],
  })

  const download = async (start: CheckedAddress, places: AllowedPlaces, signal: AbortSignal): Promise<Found> => {
    let address = start
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      const outcome = await transport.fetch({ address, maxBytes: largestImageBytes, signal })
      switch (outcome.kind) {
        case 'failed':
          return { problem: outcome.why, lasting: false }
        case 'missing':
          return { problem: `status ${outcome.status}`, lasting: true }
        case 'body':
          return readImage(outcome.bytes)
        case 'redirect': {
          const next = checkAddress(outcome.location, places, address.url)
          if (next === undefined) return { problem: 'redirected to a place that is not allowed', lasting: true }
          address = next
        }
      }
    }
    return { problem: 'redirected too often', lasting: true }
  }

  const find = async ({ platform, reference }: ImageReference, signal: AbortSignal): Promise<Found> => {
    const located = await locators.get(platform)?.locate(reference)
    if (located === undefined) return { problem: 'no address is known for it', lasting: false }
    const places = placesOf(platform)
    const address = checkAddress(located, places)
    if (address === undefined) return { problem: 'its address is not allowed', lasting: true }
    const kept = await disk?.read(address.url.href)
    const keptImage = kept === undefined ? undefined : readImage(kept)
    if (keptImage !== undefined && 'image' in keptImage) return keptImage
    const found = await download(address, places, signal)
    if ('image' in found) void disk?.write(address.url.href, found.image.bytes)
    return found
  }

  const fly = async (key: string, wanted: ImageReference): Promise<Image | undefined> => {
    const timedOut = new AbortController()
    const signal = AbortSignal.any([timedOut.signal, stopping.signal])
    const cancel = clock.after(withinMs, () => timedOut.abort())
    try {
      const found = await Promise.race([find(wanted, signal), aborted(signal)])
      if ('image' in found) {
        memory.set(key, found.image)
        backOff.succeeded(key)
        return found.image
      }
      if (stopping.signal.aborted) return undefined
      backOff.failed(key, found.lasting)
      log.debug('image not shown', { platform: wanted.platform, why: found.problem })
    } catch (error) {
      backOff.failed(key, false)
      log.warn('image broke', { platform: wanted.platform, error: error instanceof Error ? error.message : '' })
    } finally {
      cancel()
    }
    return undefined
  }

  return {
    keyOf: keys.keyOf,
    async get(key) {
      const wanted = keys.referenceOf(key)
      if (wanted === undefined || stopping.signal.aborted) return undefined
      const known = memory.get(key)
      if (known !== undefined) return known
      const running = flights.get(key)
      if (running !== undefined) return running
      if (backOff.isWaiting(key)) return undefined
      const flight = queue
        .run(() => fly(key, wanted))
        .finally(() => {
          flights.delete(key)
        })
      flights.set(key, flight)
      return flight
    },
    async stop() {
      stopping.abort()
      await Promise.all(flights.values())
      transport.stop()
      await disk?.stop()
    },
  }
}

const readImage = (bytes: Uint8Array<ArrayBuffer>): Found => {
  const sniffed = sniffImage(bytes)
  if (sniffed === undefined || bytes.byteLength > largestImageBytes) {
    return { problem: 'it is no image of an allowed kind and size', lasting: true }
  }
  return { image: { type: sniffed.type, bytes } }
}

/** A locator or a disk that does not answer is not waited for either. */
const aborted = (signal: AbortSignal): Promise<Found> =>
  new Promise((resolve) => {
    const end = () => resolve({ problem: 'it took too long', lasting: false })
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
