/** `nativeImage`: the bytes, their size, and whether there are any. */
import { existsSync, readFileSync } from 'node:fs'
import { refuseUnknown } from './refuse.ts'

type Known =
  | 'isEmpty'
  | 'getSize'
  | 'getAspectRatio'
  | 'toPNG'
  | 'toDataURL'
  | 'setTemplateImage'
  | 'isTemplateImage'
  | 'isMacTemplateImage'
  | 'addRepresentation'
  | 'getScaleFactors'

export type NativeImageFace = Pick<Electron.NativeImage, Known> & {
  resize(options: Electron.ResizeOptions): NativeImageFace
}

export interface NativeImageModuleFace {
  createEmpty(): NativeImageFace
  createFromBuffer(buffer: Buffer, options?: Electron.CreateFromBufferOptions): NativeImageFace
  createFromBitmap(buffer: Buffer, options: Electron.CreateFromBitmapOptions): NativeImageFace
  createFromPath(path: string): NativeImageFace
  createFromDataURL(url: string): NativeImageFace
}

const pngSize = (bytes: Buffer): Electron.Size =>
  bytes.length > 24 && bytes.subarray(1, 4).toString('latin1') === 'PNG'
    ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : { width: 0, height: 0 }

export class StandInImage implements NativeImageFace {
  isMacTemplateImage = false
  private readonly bytes: Buffer
  private readonly size: Electron.Size
  private factors: readonly number[]

  constructor(bytes: Buffer, size: Electron.Size, factor = 1) {
    this.bytes = bytes
    this.size = size
    this.factors = [factor]
  }
  isEmpty(): boolean {
    return this.bytes.length === 0
  }
  getSize(): Electron.Size {
    return this.size
  }
  getAspectRatio(): number {
    return this.size.height === 0 ? 1 : this.size.width / this.size.height
  }
  toPNG(): Buffer {
    return this.bytes
  }
  toDataURL(): string {
    return `data:image/png;base64,${this.bytes.toString('base64')}`
  }
  setTemplateImage(option: boolean): void {
    this.isMacTemplateImage = option
  }
  isTemplateImage(): boolean {
    return this.isMacTemplateImage
  }
  addRepresentation({ scaleFactor = 1 }: Electron.AddRepresentationOptions): void {
    this.factors = [...this.factors, scaleFactor]
  }
  getScaleFactors(): number[] {
    return [...this.factors]
  }
  resize({ width, height }: Electron.ResizeOptions): StandInImage {
    const { width: oldWidth, height: oldHeight } = this.size
    return new StandInImage(this.bytes, { width: width ?? oldWidth, height: height ?? oldHeight })
  }

  static {
    refuseUnknown('nativeImage', StandInImage.prototype)
  }
}

export const createNativeImages = () =>
  refuseUnknown('nativeImage', {
    createEmpty: () => new StandInImage(Buffer.alloc(0), { width: 0, height: 0 }),
    createFromBuffer(buffer: Buffer, options: Electron.CreateFromBufferOptions = {}) {
      const size = pngSize(buffer)
      const { scaleFactor = 1 } = options
      const scaled = { width: size.width / scaleFactor, height: size.height / scaleFactor }
      // What is no image is an empty one in Electron, without a word.
      return new StandInImage(size.width === 0 ? Buffer.alloc(0) : buffer, scaled, scaleFactor)
    },
    createFromBitmap: (buffer: Buffer, { width, height, scaleFactor = 1 }: Electron.CreateFromBitmapOptions) =>
      new StandInImage(buffer, { width: width / scaleFactor, height: height / scaleFactor }, scaleFactor),
    createFromPath(path: string) {
      const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
      return new StandInImage(bytes, pngSize(bytes))
    },
    createFromDataURL(url: string) {
      const bytes = Buffer.from(url.split(',')[1] ?? '', 'base64')
      return new StandInImage(bytes, pngSize(bytes))
    },
  } satisfies NativeImageModuleFace)
