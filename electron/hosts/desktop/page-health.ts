/** What happens when a page breaks or hangs: it comes back by itself, and a person is asked only where it does not. */
import type { BrowserWindow, Dialog } from 'electron'
import type { Disposer } from '../../../shared/contract.ts'
import type { Clock, Logger } from '../../core/ports/host.ts'

export interface PageHealthOptions {
  readonly window: BrowserWindow
  readonly dialog: Pick<Dialog, 'showMessageBox'>
  readonly clock: Clock
  readonly log: Logger
  readonly quit: () => void
}

const patienceMs = 10_000
const withinMs = 60_000
/** A page that breaks more often than this within `withinMs` is not brought back without a word. */
const mostReturns = 3

/** No stack and no path is ever shown: what there is to know is in the log. */
export const watchPage = ({ window, dialog, clock, log, quit }: PageHealthOptions): Disposer => {
  const { webContents } = window
  let returns: readonly number[] = []
  let cancelQuestion = () => {}
  let isAsking = false

  const ask = async (message: string, detail: string, buttons: readonly [string, string]): Promise<number> => {
    isAsking = true
    try {
      const options = { type: 'warning' as const, title: 'Tributary', message, detail, buttons: [...buttons] }
      return (await dialog.showMessageBox(window, { ...options, defaultId: 0, cancelId: 0, noLink: true })).response
    } finally {
      isAsking = false
    }
  }
  const reload = () => {
    if (!window.isDestroyed()) webContents.reload()
  }

  const onGone = async (reason: string, exitCode: number) => {
    cancelQuestion()
    if (reason === 'clean-exit' || window.isDestroyed()) return
    log.error('page ended', { reason, exitCode })
    const now = clock.elapsed()
    returns = [...returns.filter((at) => now - at < withinMs), now]
    if (returns.length <= mostReturns) return reload()
    const detail = 'Your chats are read on meanwhile, and nothing that you sent is lost. tributary.log says more.'
    const choice = await ask('This window keeps breaking.', detail, ['Open it again', 'Quit Tributary'])
    returns = []
    if (choice === 0) reload()
    else quit()
  }

  const onUnresponsive = () => {
    log.warn('page does not answer')
    cancelQuestion()
    cancelQuestion = clock.after(patienceMs, async () => {
      if (isAsking || window.isDestroyed()) return
      const detail = 'It may come back by itself. Your chats are read on meanwhile.'
      if ((await ask('This window does not answer.', detail, ['Wait', 'Load it anew'])) === 0) return
      // A page that hangs does not reload: it is ended, and comes back as one that broke.
      if (!window.isDestroyed()) webContents.forcefullyCrashRenderer()
    })
  }
  const onResponsive = () => cancelQuestion()

  const gone = (_event: unknown, details: { readonly reason: string; readonly exitCode: number }) =>
    void onGone(details.reason, details.exitCode)
  webContents.on('render-process-gone', gone)
  window.on('unresponsive', onUnresponsive)
  window.on('responsive', onResponsive)
  return () => cancelQuestion()
}
