/** What every host answers an image's address with. */
export interface ServedImage {
  /** One of the image types that the service sniffs. */
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface ServedImages {
  /** Undefined for a key that was never issued and for an image that cannot be had now. */
  get(key: string): Promise<ServedImage | undefined>
}
