/** The desktop page's own addresses. Schemes of our own: no `file:` is ever loaded (Electron's checklist, 18). */
import { emoteAddress } from '../../../shared/protocol.ts'

export const appScheme = 'app'
export const emoteScheme = 'emote'
export const appOrigin = 'app://bundle'
export const appPage = `${appOrigin}/`

/** Whether `url` is our one page; the view that it opens is its fragment. */
export const isAppPage = (url: string): boolean => url === appPage || url.startsWith(`${appPage}#`)

/** Whether a page of ours may load `url` at all. */
export const isOwnAddress = (url: string): boolean => url.startsWith(appPage) || url.startsWith(emoteAddress)
