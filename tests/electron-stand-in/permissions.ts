/**
 * What a page may: the app's two handlers are asked for every permission that Chromium has, as soon as a document is about
 * to be shown, and Chromium itself then grants or denies. So a page finds what it would find in Electron, except that the
 * handlers are asked before it asks, and that a permission which only one of them grants is denied.
 */
import type { CDPSession } from 'playwright'
import type { CheckedPermission, RequestedPermission, StandInSession } from './session.ts'
import type { WebContentsFace } from './web-contents.ts'

interface Rule {
  readonly name: string
  readonly permission: RequestedPermission & CheckedPermission
  readonly mediaType?: 'video' | 'audio'
  readonly sysex?: true
}

/** Chromium's name, and Electron's. */
const rules: readonly Rule[] = [
  { name: 'clipboard-write', permission: 'clipboard-sanitized-write' },
  { name: 'clipboard-read', permission: 'clipboard-read' },
  { name: 'notifications', permission: 'notifications' },
  { name: 'geolocation', permission: 'geolocation' },
  { name: 'camera', permission: 'media', mediaType: 'video' },
  { name: 'microphone', permission: 'media', mediaType: 'audio' },
  { name: 'midi', permission: 'midi' },
  { name: 'midi', permission: 'midiSysex', sysex: true },
  { name: 'idle-detection', permission: 'idle-detection' },
  { name: 'storage-access', permission: 'storage-access' },
  { name: 'window-management', permission: 'window-management' },
]

/** Grants and denies for the document at `origin` (the app's way to write it) that stands at `pageOrigin` in Chromium. */
export const applyPermissions = async (options: {
  readonly session: StandInSession
  readonly contents: WebContentsFace
  readonly cdp: CDPSession
  readonly browserContextId: string
  readonly url: string
  readonly origin: string
  readonly pageOrigin: string
}): Promise<void> => {
  const { session, contents, cdp, browserContextId, url, origin, pageOrigin } = options
  const decide = async ({ permission, mediaType }: Rule): Promise<boolean> => {
    const media = mediaType === undefined ? {} : { mediaType }
    const checked = session.askCheck(contents, permission, `${origin}/`, {
      isMainFrame: true,
      requestingUrl: url,
      embeddingOrigin: `${origin}/`,
      securityOrigin: `${origin}/`,
      ...media,
    })
    const types = mediaType === undefined ? {} : { mediaTypes: [mediaType], securityOrigin: `${origin}/` }
    const asked = await session.askRequest(contents, permission, { isMainFrame: true, requestingUrl: url, ...types })
    return checked && asked
  }
  await Promise.all(
    rules.map(async (rule) => {
      const setting = (await decide(rule)) ? 'granted' : 'denied'
      const permission = { name: rule.name, ...(rule.sysex === undefined ? {} : { sysex: true }) }
      await cdp.send('Browser.setPermission', { permission, setting, origin: pageOrigin, browserContextId })
    }),
  )
}
