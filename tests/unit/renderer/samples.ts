/** Small makers of everything that the core tells, for tests and the playground. */
import { type Capabilities, noCapabilities } from '../../../shared/capabilities.ts'
import {
  type AccountView,
  type ChannelView,
  type DeliveryView,
  type DesktopView,
  defaultPreferences,
  type FeedRow,
  type HostInfo,
  type Preferences,
  type WindowView,
} from '../../../shared/contract.ts'
import {
  type Author,
  type ChannelId,
  type ChatMessage,
  type ImageKey,
  makeAuthorId,
  makeChannelId,
  makeEventId,
  type Notice,
  type RowEvent,
} from '../../../shared/model.ts'

export const startOfDay = Date.UTC(2026, 0, 1, 20, 4)

export const sampleAuthor = (name: string, more: Partial<Author> = {}): Author => ({
  id: makeAuthorId('twitch', name),
  login: name.toLowerCase(),
  name,
  badges: [],
  roles: [],
  ...more,
})

/** A key as the core would issue one. */
export const imageKeyOf = (name: string): ImageKey => {
  const key: unknown = name
  const isKey = (value: unknown): value is ImageKey => typeof value === 'string'
  if (!isKey(key)) throw new Error('not a key')
  return key
}

export const channelIdOf = (name: string): ChannelId => makeChannelId('twitch', name)

const rates = [{ scope: 'account', count: 20, windowMs: 30_000 }] as const
const can = { can: true } as const

/** What a moderator on Twitch can do. */
export const moderatorCapabilities: Capabilities = {
  send: {
    can: true,
    limits: {
      maxLength: 500,
      unit: 'codePoints',
      rates,
      forbiddenPrefixes: [{ prefix: '/', why: 'Twitch would take a leading / as a command and cut it.' }],
    },
  },
  reply: can,
  remove: { can: true, limits: { maxAgeMs: 21_600_000, exceptRoles: ['broadcaster', 'moderator'], own: 'never' } },
  timeout: {
    can: true,
    limits: { durationSeconds: { min: 1, max: 1_209_600 }, exceptRoles: ['broadcaster'], own: 'never' },
  },
  untimeout: can,
  ban: { can: true, limits: { exceptRoles: ['broadcaster'], own: 'never' } },
  unban: can,
}

export const chatterCapabilities: Capabilities = {
  ...noCapabilities('You do not moderate this channel.'),
  send: moderatorCapabilities.send,
  reply: can,
}

export const sampleChannel = (name: string, more: Partial<ChannelView> = {}): ChannelView => ({
  ref: { id: channelIdOf(name), platform: 'twitch', login: name.toLowerCase(), name, private: false },
  accountId: 'mira',
  state: { status: 'live', since: startOfDay },
  capabilities: moderatorCapabilities,
  modes: [],
  audience: { known: true, live: true, viewers: 120 },
  unread: 0,
  unreadMentions: 0,
  sharedWith: [],
  ...more,
})

export const sampleAccount: AccountView = {
  id: 'mira',
  platform: 'twitch',
  login: 'mira',
  name: 'Mira',
  authorId: makeAuthorId('twitch', 'Mira'),
  scopes: [],
  status: { kind: 'ready' },
}

export const sampleMessage = (
  channel: string,
  author: Author | string,
  text: string,
  key: string,
  more: Partial<ChatMessage> = {},
): ChatMessage => {
  const id = channelIdOf(channel)
  return {
    kind: 'message',
    id: makeEventId(id, 'message', key),
    channel: id,
    messageId: key,
    author: typeof author === 'string' ? sampleAuthor(author) : author,
    parts: [{ type: 'text', text }],
    text,
    sentAt: startOfDay,
    receivedAt: startOfDay,
    traits: [],
    ...more,
  }
}

export const sampleNotice = (channel: string, system: string, key: string, more: Partial<Notice> = {}): Notice => {
  const id = channelIdOf(channel)
  return {
    kind: 'notice',
    id: makeEventId(id, 'notice', key),
    channel: id,
    sentAt: startOfDay,
    receivedAt: startOfDay,
    notice: 'sub',
    system,
    parts: [{ type: 'text', text: system }],
    text: system,
    traits: [],
    ...more,
  }
}

export const sampleRow = (event: RowEvent, order: number, more: Partial<FeedRow> = {}): FeedRow => ({
  id: event.id,
  order,
  event,
  removals: [],
  ...more,
})

/** `count` plain rows of one channel, in order from `from`. */
export const sampleRows = (channel: string, count: number, from = 1): readonly FeedRow[] =>
  Array.from({ length: count }, (_, index) => {
    const order = from + index
    return sampleRow(sampleMessage(channel, 'Ada', `message ${order}`, `${channel}-${order}`), order)
  })

export const sampleHost: HostInfo = {
  kind: 'web',
  version: '0.1.0',
  platforms: [
    {
      id: 'twitch',
      name: 'Twitch',
      clientId: {
        set: true,
        registerUrl: 'https://dev.twitch.tv/console/apps/create',
        steps: [
          'Open the page and sign in.',
          'Choose the client type "Public".',
          'Copy the client ID into the field below.',
        ],
      },
      permissionSets: [
        { id: 'chat', name: 'Write', explains: 'Send messages as you.' },
        { id: 'moderate', name: 'Moderate', explains: 'Delete messages, time people out.' },
      ],
    },
  ],
  customEndpoints: [],
  demo: false,
  capabilities: {
    windows: false,
    systemNotifications: false,
    secrets: { kept: 'memory', explains: 'They are kept in memory and forgotten when Tributary ends.' },
  },
}

/** A host that owns its windows. */
export const sampleDesktopHost: HostInfo = {
  ...sampleHost,
  kind: 'desktop',
  capabilities: {
    windows: true,
    systemNotifications: true,
    secrets: { kept: 'keyring', explains: 'They are encrypted with the keyring of your system.' },
  },
}

export const sampleWindow: WindowView = { alwaysOnTop: false, opacity: 1, compact: false }

export const sampleDesktop: DesktopView = {
  settings: {
    closeToTray: true,
    notifyMentions: true,
    startAtLogin: false,
    spellCheck: ['en-GB'],
    proxy: { mode: 'system' },
    checkForUpdates: true,
  },
  offers: {
    tray: true,
    startAtLogin: { can: true },
    spellCheck: ['de', 'en-GB', 'en-US', 'es', 'fr', 'nb', 'pt-BR', 'sv'],
  },
  secretsQuestion: null,
  update: { status: 'idle' },
}

export const samplePreferences: Preferences = { ...defaultPreferences, theme: 'dark' }

export const sampleDelivery = (
  channel: string,
  state: DeliveryView['state'],
  more: Partial<DeliveryView> = {},
): DeliveryView => ({
  id: `delivery-${channel}`,
  channels: [channelIdOf(channel)],
  channelName: channel,
  accountId: 'mira',
  text: 'hello there',
  createdAt: startOfDay,
  state,
  ...more,
})
