/** The windows' session: it reaches no network, gets no permission and no device, and keeps no download. */
import type { Session } from 'electron'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { isOwnAddress } from './addresses.ts'
import { createBoundedWarning } from './bounded-warning.ts'
import { isPermitted, originOf } from './permissions.ts'

export interface SessionFenceOptions {
  readonly session: Session
  readonly clock: Pick<Clock, 'elapsed'>
  readonly log: Logger
  /** Developer tools load pages of their own. */
  readonly allowDeveloperTools: boolean
}

export const fenceSession = ({ session, clock, log, allowDeveloperTools }: SessionFenceOptions): void => {
  const warn = createBoundedWarning(log, clock)
  // A hole in the page's policy finds no request that is answered: all that the app fetches, it fetches in main.
  session.webRequest.onBeforeRequest(({ url, resourceType }, answer) => {
    const isAllowed = isOwnAddress(url) || (allowDeveloperTools && url.startsWith('devtools://'))
    if (!isAllowed) warn('request of a page refused', { scheme: url.split(':', 1)[0], resourceType })
    answer({ cancel: !isAllowed })
  })
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const isAllowed = isPermitted(permission, originOf(details.requestingUrl), details.isMainFrame)
    if (!isAllowed) warn('permission refused', { permission })
    answer(isAllowed)
  })
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    isPermitted(permission, originOf(origin), details.isMainFrame),
  )
  // Devices are asked for only after the check above, and no choice of one is answered.
  session.setDevicePermissionHandler(() => false)
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }))
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => [...protectedClasses])
  session.on('will-download', (event, _item, contents) => {
    event.preventDefault()
    warn('download refused', { window: contents?.id })
  })
}
