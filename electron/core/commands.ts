/** What each command does: one line each, the work is in the rooms beside this file. */
import type { CommandName, HostInfo, Input, Output } from '../../shared/contract.ts'
import { failed, ok, type Result } from '../../shared/errors.ts'
import type { EventId } from '../../shared/model.ts'
import type { Accounts } from './accounts.ts'
import type { Alerts } from './alerts.ts'
import type { Channels } from './channels.ts'
import { checkLink } from './links.ts'
import type { WindowServices } from './ports/client.ts'
import type { HostServices } from './ports/host.ts'
import type { SettingsStore } from './settings.ts'

/** What belongs to the window that asks. */
export interface OwnWindow {
  readonly feed: FeedControls
  /** Undefined where the host does not own it. */
  readonly window: WindowServices | undefined
}

/** The part of the feed that belongs to one window. */
export interface FeedControls {
  visible(visible: boolean): void
  acknowledge(sequence: number): void
  resync(): void
}

export interface CommandParts {
  readonly host: Pick<HostServices, 'openExternal' | 'desktop'>
  readonly info: () => HostInfo
  readonly settings: SettingsStore
  readonly alerts: Alerts
  readonly accounts: Accounts
  readonly channels: Channels
  readonly outbox: {
    send(request: Input<'messages.send'>): Promise<Result<Output<'messages.send'>>>
    resend(delivery: string): Promise<Result<void>>
    dismiss(delivery: string): Result<void>
  }
  readonly moderation: {
    remove(act: {
      readonly channel: Input<'moderation.remove'>['channel']
      readonly row: EventId
    }): Promise<Result<void>>
    timeout(act: Input<'moderation.timeout'>): Promise<Result<void>>
    untimeout(act: Input<'moderation.untimeout'>): Promise<Result<void>>
    ban(act: Input<'moderation.ban'>): Promise<Result<void>>
    unban(act: Input<'moderation.unban'>): Promise<Result<void>>
  }
}

export type Handlers = {
  readonly [Name in CommandName]: (
    input: Input<Name>,
    own: OwnWindow,
  ) => Promise<Result<Output<Name>>> | Result<Output<Name>>
}

const nothing = <Value>(result: Result<Value>): Result<Record<string, never>> => (result.ok ? ok({}) : result)

const done = ok({})

const notHere: Result<never> = failed({
  kind: 'unsupported',
  why: 'not a desktop app',
  message: 'This can be done in the desktop app only; this is a page of your browser.',
})

export const createHandlers = (parts: CommandParts): Handlers => {
  const { host, info, settings, alerts, accounts, channels, outbox, moderation } = parts
  const { desktop } = host
  return {
    'host.info': () => ok(info()),
    'channels.add': ({ text, accountId }) => channels.add(text, accountId),
    'channels.remove': ({ channel }) => nothing(channels.remove(channel)),
    'channels.reorder': (input) => nothing(channels.reorder(input.channels)),
    'channels.useAccount': ({ channel, accountId }) => nothing(channels.useAccount(channel, accountId)),
    'channels.reconnect': ({ channel }) => nothing(channels.reconnect(channel)),
    'channels.seen': (input) => {
      channels.seen(input.channels)
      return done
    },
    'messages.send': (input) => outbox.send(input),
    'deliveries.send': async ({ delivery }) => nothing(await outbox.resend(delivery)),
    'deliveries.dismiss': ({ delivery }) => nothing(outbox.dismiss(delivery)),
    'moderation.remove': async (input) => nothing(await moderation.remove(input)),
    'moderation.timeout': async (input) => nothing(await moderation.timeout(input)),
    'moderation.untimeout': async (input) => nothing(await moderation.untimeout(input)),
    'moderation.ban': async (input) => nothing(await moderation.ban(input)),
    'moderation.unban': async (input) => nothing(await moderation.unban(input)),
    'accounts.setClientId': ({ platform, clientId }) => nothing(accounts.setClientId(platform, clientId)),
    'accounts.signIn': ({ platform, permissionSets }) => accounts.beginSignIn(platform, permissionSets),
    'accounts.cancelSignIn': ({ attempt }) => nothing(accounts.cancelSignIn(attempt)),
    'accounts.openSignInPage': async ({ attempt }) => nothing(await accounts.openSignInPage(attempt)),
    'accounts.signOut': async ({ accountId }) => nothing(await accounts.signOut(accountId)),
    'preferences.change': (change) => {
      settings.change((value) => ({ ...value, preferences: { ...value.preferences, ...change } }))
      return done
    },
    'links.open': async ({ url }) => {
      const link = checkLink(url)
      return link.ok ? nothing(await host.openExternal(link.value)) : link
    },
    'alerts.dismiss': ({ id }) => {
      alerts.dismiss(id)
      return done
    },
    'feed.visibility': ({ visible }, { feed }) => {
      feed.visible(visible)
      return done
    },
    'feed.acknowledge': ({ sequence }, { feed }) => {
      feed.acknowledge(sequence)
      return done
    },
    'feed.resync': (_, { feed }) => {
      feed.resync()
      return done
    },
    'window.change': (input, { window }) => (window === undefined ? notHere : nothing(window.change(input))),
    'window.open': async (input, { window }) => (window === undefined ? notHere : nothing(await window.open(input))),
    'desktop.change': async (input) => (desktop === undefined ? notHere : nothing(await desktop.change(input))),
    'desktop.keepSecrets': async ({ where }) =>
      desktop === undefined ? notHere : nothing(await desktop.keepSecrets(where)),
    'desktop.checkForUpdate': async () => (desktop === undefined ? notHere : nothing(await desktop.checkForUpdate())),
    'desktop.update': async () => (desktop === undefined ? notHere : nothing(await desktop.update())),
  }
}
