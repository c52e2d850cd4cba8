/** The windows' session: it reaches no network, gets no permission and no device, and keeps no download. */
import type { Session } from 'electron'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { createRateGate } from '../rate-gate.ts'
import { isOwnAddress } from './addresses.ts'
import { isPermitted, originOf } from './permissions.ts'

export interface SessionFenceOptions {
  readonly session: Session
  readonly clock: Pick<Clock, 'elapsed'>
  readonly log: Logger
  /** Developer tools load pages of their own. */
  readonly allowDeveloperTools: boolean
}

export const fenceSession = ({ session, clock, log, allowDeveloperTools }: SessionFenceOptions): void => {
  const words = createRateGate({ perSecond: 1, burst: 20 }, clock.elapsed)
  const tell = (event: string, fields: Readonly<Record<string, unknown>>) => {
    if (words.take() === 0) log.warn(event, fields)
  }
  // A hole in the page's policy finds no request that is answered: all that the app fetches, it fetches in main.
  session.webRequest.onBeforeRequest(({ url, resourceType }, answer) => {
    const isAllowed = isOwnAddress(url) || (allowDeveloperTools && url.startsWith('devtools://'))
    if (!isAllowed) tell('request of a page refused', { scheme: url.split(':', 1)[0], resourceType })
    answer({ cancel: !isAllowed })
  })
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const isAllowed = isPermitted(permission, originOf(details.requestingUrl), details.isMainFrame)
    if (!isAllowed) tell('permission refused', { permission })
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
    tell('download refused', { window: contents?.id })
  })
}
