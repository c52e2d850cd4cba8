/** The core, put together: reads as a table of contents of what Tributary does without any window. */
import type { DesktopView, HostInfo } from '../../shared/contract.ts'
import type { PlatformId } from '../../shared/model.ts'
import { type Accounts, createAccounts, type PlatformDescription } from './accounts.ts'
import { type Alerts, createAlerts } from './alerts.ts'
import { type Channels, createChannels } from './channels.ts'
import { createClient } from './clients.ts'
import { createHandlers } from './commands.ts'
import { createGate } from './gate.ts'
import { historySource } from './hub/filing.ts'
import { createHub, type Hub } from './hub/hub.ts'
import { createLearned } from './moderation/learned.ts'
import { createModeration } from './moderation/moderation.ts'
import { createNotifier } from './notifier.ts'
import { createSubject } from './observable.ts'
import { createOutbox } from './outbox/outbox.ts'
import type { Core } from './ports/client.ts'
import type { Credentials, SignInProblem } from './ports/credentials.ts'
import type { HostServices } from './ports/host.ts'
import type { EventSink, PlatformSession } from './ports/session.ts'
import { openSettings } from './settings.ts'

export interface CoreOptions {
  readonly host: HostServices
  readonly platforms: readonly PlatformDescription[]
  readonly customEndpoints: readonly PlatformId[]
  readonly openCredentials: (tell: (problem: SignInProblem) => void) => Credentials
  /** Opens every platform's session on the core's sink. */
  readonly openSessions: (sink: EventSink, credentials: Credentials) => ReadonlyMap<PlatformId, PlatformSession>
}

/** The core with its parts in reach, for the test harness; hosts use it as `Core`. */
export interface RunningCore extends Core {
  readonly hub: Hub
  readonly channels: Channels
  readonly accounts: Accounts
  readonly alerts: Alerts
  /** What was counted: malformed and unknown input by kind, and the feed's own figures. */
  counters(): Readonly<Record<string, number>>
}

export const startCore = async (options: CoreOptions): Promise<RunningCore> => {
  const { host, platforms } = options
  const alerts = createAlerts()
  const settings = await openSettings(host, alerts)
  const notifier = createNotifier(host, () => settings.settings.value)
  const hub = createHub({ clock: host.clock, log: host.log, onAnnounce: notifier.announce })
  const credentials = options.openCredentials(({ accountId, about, message }) => {
    const id = `sign-in ${about} ${accountId}`
    if (message === undefined) alerts.dismiss(id)
    else alerts.raise({ id, severity: 'warning', message })
  })
  const accounts = createAccounts({ host, settings, credentials, platforms })
  const learned = createLearned()
  const counts = new Map<string, number>()
  const sink: EventSink = {
    deliver: hub.deliver,
    interrupted: (channel, gap) => channels.interrupted(channel, gap),
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
  }
  const sessions = options.openSessions(sink, credentials)
  const channels = createChannels({
    host,
    settings,
    feed: hub,
    sessions,
    accounts,
    learned,
  })
  const session = (platform: PlatformId) => sessions.get(platform)
  const moderation = createModeration({
    clock: host.clock,
    log: host.log,
    feed: hub,
    channel: channels.find,
    session,
    learned,
  })
  const outbox = createOutbox({
    clock: host.clock,
    randomId: host.randomId,
    log: host.log,
    documents: host.documents,
    network: host.network,
    channel: channels.find,
    onChannelsChange: (listener) => channels.views.subscribe(listener),
    session,
    message: (row) => {
      const event = hub.lookup(row)?.event
      return event?.kind === 'message' ? event : undefined
    },
    onEcho: (listener) =>
      hub.onMessage((message, source) =>
        listener(message, source !== historySource && !message.traits.includes('historical')),
      ),
  })
  const { setAside } = await outbox.restore()
  if (setAside !== undefined) {
    const message = `What was being sent when Tributary ended could not be read; the file was kept as ${setAside}.`
    alerts.raise({ id: 'outbox-set-aside', severity: 'warning', message })
  }

  const info = (): HostInfo => ({
    ...host.info,
    platforms: accounts.platformViews(),
    customEndpoints: options.customEndpoints,
  })
  const preferences = createSubject(settings.settings.value.preferences)
  const releases = [
    settings.settings.subscribe((value) => preferences.set(value.preferences)),
    learned.onChange(() => channels.refresh()),
  ]
  const gate = createGate(
    createHandlers({ host, info, settings, alerts, accounts, channels, outbox, moderation }),
    host,
  )
  const states = {
    channels: channels.views,
    accounts: accounts.views,
    signIn: accounts.signIn,
    deliveries: outbox.views,
    preferences,
    alerts: alerts.views,
    desktop: host.desktop?.view ?? createSubject<DesktopView | null>(null),
  }

  return {
    hub,
    channels,
    accounts,
    alerts,
    counters: () => ({ ...hub.counters(), ...Object.fromEntries(counts) }),
    attach: (window) => createClient({ gate, states, window, subscribeFeed: (port) => hub.subscribe(port) }),
    async stop() {
      for (const release of releases) release()
      await outbox.stop()
      // Before the channels, which would take back one by one what ends with the sockets.
      await Promise.all([...sessions.values()].map((open) => open.stop()))
      await channels.stop()
      await credentials.stop()
      hub.stop()
      await settings.flush()
    },
  }
}
