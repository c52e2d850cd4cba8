/** A window's view is kept in its address's fragment, so that links, "back", reload and the desktop's memory of it work. */
import { type ChannelId, isChannelId } from './model.ts'

export const viewAddress = (view: ChannelId | 'all'): string =>
  view === 'all' ? '#/all' : `#/channel/${encodeURIComponent(view)}`

/** `all` for whatever names no channel. */
export const readViewAddress = (fragment: string): ChannelId | 'all' => {
  const [, encoded] = /^#\/channel\/([^/?#]+)$/u.exec(fragment) ?? []
  if (encoded === undefined) return 'all'
  try {
    const id = decodeURIComponent(encoded)
    return isChannelId(id) ? id : 'all'
  } catch {
    return 'all'
  }
}
