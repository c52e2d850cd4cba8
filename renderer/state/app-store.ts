/** What the core tells besides the feed, as one store: each bridge event sets its own field. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import {
  type AccountView,
  type Alert,
  type Bridge,
  type BridgeState,
  type ChannelView,
  type DeliveryView,
  type DesktopSettings,
  type DesktopView,
  defaultPreferences,
  type HostInfo,
  type Input,
  type Preferences,
  type SignInView,
  type WindowView,
} from '../../shared/contract.ts'
import type { Result } from '../../shared/errors.ts'
import type { ChannelId, PlatformId } from '../../shared/model.ts'
import { createChangeable } from './changeable.ts'

export interface AppState {
  readonly bridge: BridgeState
  /** Why the window is lost for good; undefined while it tries again by itself. */
  readonly lostBecause: string | undefined
  readonly host: HostInfo | undefined
  /** Undefined until the core has told them. */
  readonly channels: readonly ChannelView[] | undefined
  readonly accounts: readonly AccountView[]
  readonly signIn: SignInView | null
  readonly deliveries: readonly DeliveryView[]
  readonly preferences: Preferences
  readonly alerts: readonly Alert[]
  /** Null where the window is not the host's own. */
  readonly window: WindowView | null
  readonly desktop: DesktopView | null
}

/** Each change is shown at once and told to the core, and put back if it is refused. */
export interface AppStore {
  readonly state: StoreApi<AppState>
  readonly changePreferences: (change: Partial<Preferences>) => void
  readonly changeWindow: (change: Input<'window.change'>) => Promise<Result<unknown>>
  readonly changeDesktop: (change: Partial<DesktopSettings>) => Promise<Result<unknown>>
  readonly refreshHost: () => Promise<void>
  readonly stop: () => void
}

export const createAppStore = (bridge: Bridge): AppStore => {
  const state = createStore<AppState>()(() => ({
    bridge: bridge.state(),
    lostBecause: bridge.lostBecause?.(),
    host: undefined,
    channels: undefined,
    accounts: [],
    signIn: null,
    deliveries: [],
    preferences: defaultPreferences,
    alerts: [],
    window: null,
    desktop: null,
  }))
  const refreshHost = async () => {
    const result = await bridge.invoke('host.info', {})
    if (result.ok) state.setState({ host: result.value })
  }
  const preferences = createChangeable<Preferences>({
    initial: defaultPreferences,
    show: (shown) => shown !== null && state.setState({ preferences: shown }),
    send: (change) => bridge.invoke('preferences.change', change),
  })
  const ownWindow = createChangeable<WindowView>({
    initial: null,
    show: (shown) => state.setState({ window: shown }),
    send: ({ asks: _, ...change }) => bridge.invoke('window.change', change),
  })
  let desktopTold: DesktopView | null = null
  const desktopSettings = createChangeable<DesktopSettings>({
    initial: null,
    show: (settings) =>
      state.setState({ desktop: desktopTold === null || settings === null ? null : { ...desktopTold, settings } }),
    send: (change) => bridge.invoke('desktop.change', change),
  })
  const disposers = [
    bridge.onState((next) => {
      state.setState({ bridge: next, lostBecause: bridge.lostBecause?.() })
      if (next === 'open') void refreshHost()
    }),
    bridge.subscribe('channels', (channels) => state.setState({ channels })),
    bridge.subscribe('accounts', (accounts) => state.setState({ accounts })),
    bridge.subscribe('signIn', (signIn) => state.setState({ signIn })),
    bridge.subscribe('deliveries', (deliveries) => state.setState({ deliveries })),
    bridge.subscribe('preferences', preferences.told),
    bridge.subscribe('alerts', (alerts) => state.setState({ alerts })),
    bridge.subscribe('window', ownWindow.told),
    bridge.subscribe('desktop', (desktop) => {
      const before = desktopTold
      desktopTold = desktop
      desktopSettings.told(desktop === null ? null : desktop.settings)
      // Where sign-ins are kept may have changed with it; the course of a download tells nothing of that.
      if (desktop !== null && before !== null && !differsInUpdateOnly(before, desktop)) void refreshHost()
    }),
  ]
  void refreshHost()
  return {
    state,
    refreshHost,
    changePreferences: (change) => void preferences.change(change),
    changeWindow: ownWindow.change,
    changeDesktop: desktopSettings.change,
    stop() {
      for (const dispose of disposers) dispose()
    },
  }
}

const differsInUpdateOnly = (before: DesktopView, now: DesktopView): boolean => {
  const withoutUpdate = ({ update: _, ...rest }: DesktopView) => JSON.stringify(rest)
  return JSON.stringify(before.update) !== JSON.stringify(now.update) && withoutUpdate(before) === withoutUpdate(now)
}

/** Whether the windows are the host's own, so that they can be kept on top and further ones opened. */
export const ownsWindows = (state: AppState): boolean => state.host?.capabilities.windows === true

const noChannels: readonly ChannelView[] = []

/** The open channels; none before the core has told them, always the same none. */
export const openChannels = (state: AppState): readonly ChannelView[] => state.channels ?? noChannels

export const channelById = (state: AppState, id: ChannelId): ChannelView | undefined =>
  state.channels?.find((channel) => channel.ref.id === id)

export const platformName = (state: AppState, platform: PlatformId): string =>
  state.host?.platforms.find((candidate) => candidate.id === platform)?.name ??
  `${platform.charAt(0).toUpperCase()}${platform.slice(1)}`

/** "NAME on PLATFORM": how a channel is named everywhere. */
export const channelLabel = (state: AppState, channel: ChannelView): string =>
  `${channel.ref.name} on ${platformName(state, channel.ref.platform)}`
