/** What the core tells besides the feed, as one store: each bridge event sets its own field. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import {
  type AccountView,
  type Alert,
  type Bridge,
  type BridgeState,
  type ChannelView,
  type DeliveryView,
  defaultPreferences,
  type HostInfo,
  type Preferences,
  type SignInView,
} from '../../shared/contract.ts'
import type { ChannelId, PlatformId } from '../../shared/model.ts'

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
}

export interface AppStore {
  readonly state: StoreApi<AppState>
  /** Shown at once and told to the core; what the core tells meanwhile of earlier changes does not take it back. */
  readonly changePreferences: (change: Partial<Preferences>) => void
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
  }))
  const refreshHost = async () => {
    const result = await bridge.invoke('host.info', {})
    if (result.ok) state.setState({ host: result.value })
  }
  /** As the core last told them; what is shown are these with `unanswered` laid over them. */
  let told = defaultPreferences
  let unanswered: readonly Partial<Preferences>[] = []
  const showPreferences = () => state.setState({ preferences: Object.assign({}, told, ...unanswered) })
  const disposers = [
    bridge.onState((next) => {
      state.setState({ bridge: next, lostBecause: bridge.lostBecause?.() })
      if (next === 'open') void refreshHost()
    }),
    bridge.subscribe('channels', (channels) => state.setState({ channels })),
    bridge.subscribe('accounts', (accounts) => state.setState({ accounts })),
    bridge.subscribe('signIn', (signIn) => state.setState({ signIn })),
    bridge.subscribe('deliveries', (deliveries) => state.setState({ deliveries })),
    bridge.subscribe('preferences', (preferences) => {
      told = preferences
      showPreferences()
    }),
    bridge.subscribe('alerts', (alerts) => state.setState({ alerts })),
  ]
  void refreshHost()
  return {
    state,
    refreshHost,
    changePreferences(change) {
      unanswered = [...unanswered, change]
      showPreferences()
      void bridge.invoke('preferences.change', change).then((result) => {
        unanswered = unanswered.filter((other) => other !== change)
        // Its own event may come only after its answer.
        if (result.ok) told = { ...told, ...change }
        showPreferences()
      })
    },
    stop() {
      for (const dispose of disposers) dispose()
    },
  }
}

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
