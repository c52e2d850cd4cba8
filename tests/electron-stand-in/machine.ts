/** The machine: `screen`, `powerMonitor`, `nativeTheme`, `net`, `crashReporter`, `powerSaveBlocker`. */
import { EventEmitter } from 'node:events'
import { type None, plainEvent, type StrayEvents } from './events.ts'
import { refuseUnknown } from './refuse.ts'

interface ScreenEvents {
  'display-added': [event: Electron.Event, display: Electron.Display]
  'display-removed': [event: Electron.Event, display: Electron.Display]
  'display-metrics-changed': [event: Electron.Event, display: Electron.Display, changedMetrics: string[]]
}
export type NoStrayScreenEvents = None<StrayEvents<Electron.Screen, ScreenEvents>>

interface PowerEvents {
  suspend: []
  resume: []
  'lock-screen': []
  'unlock-screen': []
  shutdown: []
  'on-ac': []
  'on-battery': []
}
export type NoStrayPowerEvents = None<StrayEvents<Electron.PowerMonitor, PowerEvents>>

interface ThemeEvents {
  updated: []
}
export type NoStrayThemeEvents = None<StrayEvents<Electron.NativeTheme, ThemeEvents>>

/** A display at a place, everything else as most are. */
export const makeDisplay = (id: number, bounds: Electron.Rectangle): Electron.Display => {
  const { width, height, x, y } = bounds
  const workArea = { ...bounds, y: y + 24, height: height - 24 }
  return {
    id,
    bounds,
    workArea,
    size: { width, height },
    workAreaSize: { width, height: workArea.height },
    accelerometerSupport: 'unknown',
    colorDepth: 24,
    colorSpace: '',
    depthPerComponent: 8,
    detected: true,
    displayFrequency: 60,
    internal: false,
    label: `Display ${id}`,
    maximumCursorSize: { width: 64, height: 64 },
    monochrome: false,
    nativeOrigin: { x, y },
    rotation: 0,
    scaleFactor: 1,
    touchSupport: 'unknown',
  }
}

const overlap = (left: Electron.Rectangle, right: Electron.Rectangle): number => {
  const width = Math.min(left.x + left.width, right.x + right.width) - Math.max(left.x, right.x)
  const height = Math.min(left.y + left.height, right.y + right.height) - Math.max(left.y, right.y)
  return Math.max(0, width) * Math.max(0, height)
}

export class StandInScreen
  extends EventEmitter<ScreenEvents>
  implements
    Pick<
      Electron.Screen,
      'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching' | 'getDisplayNearestPoint' | 'getCursorScreenPoint'
    >
{
  private displays: readonly [Electron.Display, ...Electron.Display[]] = [
    makeDisplay(1, { x: 0, y: 0, width: 1_920, height: 1_080 }),
  ]

  getAllDisplays(): Electron.Display[] {
    return [...this.displays]
  }
  getPrimaryDisplay(): Electron.Display {
    return this.displays[0]
  }
  getDisplayMatching(bounds: Electron.Rectangle): Electron.Display {
    return this.displays.reduce((best, display) =>
      overlap(display.bounds, bounds) > overlap(best.bounds, bounds) ? display : best,
    )
  }
  getDisplayNearestPoint({ x, y }: Electron.Point): Electron.Display {
    return this.getDisplayMatching({ x, y, width: 1, height: 1 })
  }
  getCursorScreenPoint(): Electron.Point {
    return { x: 0, y: 0 }
  }
  /** Plugs one in. */
  plug(display: Electron.Display): void {
    this.displays = [...this.displays, display]
    this.emit('display-added', plainEvent(), display)
  }
  /** Pulls one out; the last one stays. */
  unplug(id: number): void {
    const gone = this.displays.find((display) => display.id === id)
    const [first, ...others] = this.displays.filter((display) => display.id !== id)
    if (gone === undefined || first === undefined) throw new Error(`Display ${id} cannot be unplugged.`)
    this.displays = [first, ...others]
    this.emit('display-removed', plainEvent(), gone)
  }

  static {
    refuseUnknown('screen', StandInScreen.prototype)
  }
}

export class StandInPower
  extends EventEmitter<PowerEvents>
  implements
    Pick<Electron.PowerMonitor, 'getSystemIdleState' | 'getSystemIdleTime' | 'isOnBatteryPower' | 'onBatteryPower'>
{
  onBatteryPower = false
  getSystemIdleState(): 'active' {
    return 'active'
  }
  getSystemIdleTime(): number {
    return 0
  }
  isOnBatteryPower(): boolean {
    return this.onBatteryPower
  }

  static {
    refuseUnknown('powerMonitor', StandInPower.prototype)
  }
}

export class StandInTheme
  extends EventEmitter<ThemeEvents>
  implements
    Pick<
      Electron.NativeTheme,
      | 'shouldUseDarkColors'
      | 'shouldUseHighContrastColors'
      | 'shouldUseInvertedColorScheme'
      | 'inForcedColorsMode'
      | 'prefersReducedTransparency'
      | 'themeSource'
    >
{
  readonly shouldUseInvertedColorScheme = false
  readonly inForcedColorsMode = false
  readonly prefersReducedTransparency = false
  private source: Electron.NativeTheme['themeSource'] = 'system'
  private systemIsDark = false
  private highContrast = false

  get shouldUseDarkColors(): boolean {
    return this.source === 'system' ? this.systemIsDark : this.source === 'dark'
  }
  get shouldUseHighContrastColors(): boolean {
    return this.highContrast
  }
  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.source
  }
  set themeSource(source: Electron.NativeTheme['themeSource']) {
    this.source = source
    this.emit('updated')
  }
  /** The person changes the system's look. */
  setSystem(look: { readonly dark?: boolean; readonly highContrast?: boolean }): void {
    this.systemIsDark = look.dark ?? this.systemIsDark
    this.highContrast = look.highContrast ?? this.highContrast
    this.emit('updated')
  }

  static {
    refuseUnknown('nativeTheme', StandInTheme.prototype)
  }
}

export interface NetControls {
  online: boolean
  /** Who answers `net.fetch`; nobody unless told. */
  fetch: Electron.Net['fetch']
}

export const createMachine = () => {
  const netControls: NetControls = {
    online: true,
    fetch: () => Promise.reject(new Error('net::ERR_INTERNET_DISCONNECTED')),
  }
  const net = refuseUnknown('net', {
    isOnline: () => netControls.online,
    get online() {
      return netControls.online
    },
    fetch: (input, init) => netControls.fetch(input, init),
  } satisfies Pick<Electron.Net, 'isOnline' | 'online' | 'fetch'>)
  let blocking = 0
  return {
    screen: new StandInScreen(),
    powerMonitor: new StandInPower(),
    nativeTheme: new StandInTheme(),
    net,
    netControls,
    crashReporter: refuseUnknown('crashReporter', {
      start() {},
      getUploadToServer: () => false,
    } satisfies Pick<Electron.CrashReporter, 'start' | 'getUploadToServer'>),
    powerSaveBlocker: refuseUnknown('powerSaveBlocker', {
      start: () => ++blocking,
      stop: () => true,
      isStarted: (id) => id > 0 && id <= blocking,
    } satisfies Pick<Electron.PowerSaveBlocker, 'start' | 'stop' | 'isStarted'>),
  }
}
