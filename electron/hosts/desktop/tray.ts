import type { Tray } from 'electron'
import type { ChannelView, DesktopView } from '../../../shared/contract.ts'
import type { Observable } from '../../core/observable.ts'
import type { Clock, Logger } from '../../core/ports/host.ts'
import { type MenuBuilder, type MenuEntry, sameMenu } from './menu-entry.ts'
import { createThrottle } from './throttle.ts'
import { type TrayActions, type TrayLook, type TrayPicture, trayLook, trayMenu } from './tray-view.ts'

/** The slice of Electron's `Tray` that is used. */
export interface TrayIcon<Menu> extends Pick<Tray, 'setImage' | 'setToolTip' | 'setTitle' | 'destroy'> {
  setContextMenu(menu: Menu): void
  on(event: 'click', listener: () => void): unknown
}

export interface TrayParts<Menu> {
  readonly Tray: new (image: string) => TrayIcon<Menu>
  readonly Menu: MenuBuilder<Menu>
  readonly pathOf: (picture: TrayPicture) => string
  readonly platform: NodeJS.Platform
  readonly clock: Pick<Clock, 'after'>
  readonly log: Pick<Logger, 'warn'>
}

/** An icon in the system's tray that says nothing yet. */
export interface RunningTray {
  /** From now on it tells of the channels, and its menu acts. */
  watch(
    channels: Observable<readonly ChannelView[]>,
    desktop: Observable<Pick<DesktopView, 'settings' | 'update'>>,
    actions: TrayActions,
  ): void
  stop(): void
}

/** What is shown changes at most this often, in ms: a raid must not make the icon flicker. */
const refreshMs = 1_000

/**
 * Puts the icon up; undefined where the system has no place for it. Two steps, because whether there is a tray has to be
 * known before there is a core to tell of.
 */
export const startTray = <Menu>(parts: TrayParts<Menu>): RunningTray | undefined => {
  const { Tray, Menu, pathOf, platform, clock, log } = parts
  let shown: TrayLook = trayLook([], platform)
  const create = () => {
    try {
      const created = new Tray(pathOf(shown.picture))
      created.setToolTip(shown.toolTip)
      return created
    } catch (error) {
      log.warn('no tray', { error: error instanceof Error ? error.message : String(error) })
      return undefined
    }
  }
  const tray = create()
  if (tray === undefined) return undefined
  const releases: (() => void)[] = []

  const show = (look: TrayLook) => {
    if (look.picture !== shown.picture) tray.setImage(pathOf(look.picture))
    if (look.toolTip !== shown.toolTip) tray.setToolTip(look.toolTip)
    if (platform === 'darwin' && look.title !== shown.title) tray.setTitle(look.title)
    shown = look
  }

  return {
    watch(channels, desktop, actions) {
      let menu: readonly MenuEntry[] = []
      const acting: TrayActions = {
        ...actions,
        async setNotifyMentions(on) {
          await actions.setNotifyMentions(on)
          // The system ticked the entry by itself; what is true is shown anew, also when nothing could be changed.
          menu = []
          throttle.ask()
        },
      }
      const refresh = () => {
        show(trayLook(channels.value, platform))
        const { settings, update } = desktop.value
        const next = trayMenu({ channels: channels.value, notifyMentions: settings.notifyMentions, update }, acting)
        if (sameMenu(menu, next)) return
        menu = next
        tray.setContextMenu(Menu.buildFromTemplate(next))
      }
      const throttle = createThrottle(clock, refreshMs, refresh)
      releases.push(throttle.stop, channels.subscribe(throttle.ask), desktop.subscribe(throttle.ask))
      // macOS opens the menu on any click. Where a Linux panel does so too, it tells of no click.
      if (platform !== 'darwin') tray.on('click', actions.showWindow)
      throttle.ask()
    },
    stop() {
      for (const release of releases) release()
      tray.destroy()
    },
  }
}
