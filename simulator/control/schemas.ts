/** What each operation accepts over HTTP. */
import type { DeliveryFault } from '../eventsub/delivery.ts'
import { controlError } from './context.ts'
import { either, flag, type Guard, list, nothing, number, object, oneOf, record, text } from './guards.ts'
import type { BurstInput, Control, HttpFault, NoticeInput, SayInput, SocketSelection } from './types.ts'

type Input<Name extends keyof Control> = Control[Name] extends (input: infer T) => unknown ? T : never

/** Runs an operation with what came over HTTP; throws a control error when the input does not fit. */
export type Run = (input: unknown) => unknown

const checked =
  <T>(guard: Guard<T>, run: (input: T) => unknown): Run =>
  (input) => {
    if (!guard(input))
      throw controlError('The input does not fit this operation; simulator/control/types.ts says what does.')
    return run(input)
  }

const selection = { socket: oneOf('irc', 'eventsub'), id: text } as const
const tier = oneOf(1, 2, 3)
const messageType = oneOf(
  'text',
  'channel_points_highlighted',
  'channel_points_sub_only',
  'user_intro',
  'power_ups_message_effect',
  'power_ups_gigantified_emote',
)
const color = oneOf('PRIMARY', 'BLUE', 'GREEN', 'ORANGE', 'PURPLE')

type NoticeOf<T extends NoticeInput['type']> = Extract<NoticeInput, { readonly type: T }>
const common = { user: text, text } as const
const noticeGuards: { readonly [T in NoticeInput['type']]: Guard<NoticeOf<T>> } = {
  sub: object<NoticeOf<'sub'>>({ channel: text, type: oneOf('sub') }, { ...common, tier, prime: flag }),
  resub: object<NoticeOf<'resub'>>(
    { channel: text, type: oneOf('resub') },
    { ...common, tier, months: number, streak: number, gifter: text },
  ),
  sub_gift: object<NoticeOf<'sub_gift'>>(
    { channel: text, type: oneOf('sub_gift'), recipient: text },
    { ...common, tier },
  ),
  gift_paid_upgrade: object<NoticeOf<'gift_paid_upgrade'>>(
    { channel: text, type: oneOf('gift_paid_upgrade') },
    { ...common, gifter: text },
  ),
  prime_paid_upgrade: object<NoticeOf<'prime_paid_upgrade'>>(
    { channel: text, type: oneOf('prime_paid_upgrade') },
    common,
  ),
  pay_it_forward: object<NoticeOf<'pay_it_forward'>>(
    { channel: text, type: oneOf('pay_it_forward') },
    { ...common, gifter: text, recipient: text },
  ),
  raid: object<NoticeOf<'raid'>>({ channel: text, type: oneOf('raid') }, { ...common, viewers: number }),
  unraid: object<NoticeOf<'unraid'>>({ channel: text, type: oneOf('unraid') }, common),
  announcement: object<NoticeOf<'announcement'>>({ channel: text, type: oneOf('announcement') }, { ...common, color }),
  bits_badge_tier: object<NoticeOf<'bits_badge_tier'>>(
    { channel: text, type: oneOf('bits_badge_tier') },
    { ...common, threshold: number },
  ),
  charity_donation: object<NoticeOf<'charity_donation'>>(
    { channel: text, type: oneOf('charity_donation') },
    { ...common, charity: text, cents: number },
  ),
  watch_streak: object<NoticeOf<'watch_streak'>>(
    { channel: text, type: oneOf('watch_streak') },
    { ...common, streams: number },
  ),
  modiversary: object<NoticeOf<'modiversary'>>(
    { channel: text, type: oneOf('modiversary') },
    { ...common, months: number },
  ),
  unknown: object<NoticeOf<'unknown'>>({ channel: text, type: oneOf('unknown') }, common),
}
const notice: Guard<NoticeInput> = (value): value is NoticeInput =>
  Object.values<Guard<NoticeInput>>(noticeGuards).some((guard) => guard(value))

/** Every operation with its check. */
export const toRuns = (control: Control): { readonly [Name in keyof Control]: Run } => ({
  say: checked(
    object<SayInput>(
      { channel: text, user: text, text },
      {
        type: messageType,
        action: flag,
        cheer: flag,
        first: flag,
        returning: flag,
        replyTo: text,
        rewardId: text,
      },
    ),
    control.say,
  ),
  notice: checked(notice, control.notice),
  giftBomb: checked(object<Input<'giftBomb'>>({ channel: text, count: number }, { user: text }), control.giftBomb),
  burst: checked(
    object<BurstInput>({ rate: number, seconds: number }, { channels: list(text), from: number }),
    control.burst,
  ),
  replay: checked(object<Input<'replay'>>({ lines: list(text) }, { rate: number }), control.replay),
  delete: checked(object<Input<'delete'>>({ messageId: text }, {}), control.delete),
  clear: checked(object<Input<'clear'>>({ channel: text }, {}), control.clear),
  timeout: checked(
    object<Input<'timeout'>>({ channel: text, user: text, seconds: number }, { by: text }),
    control.timeout,
  ),
  ban: checked(object<Input<'ban'>>({ channel: text, user: text }, { by: text }), control.ban),
  unban: checked(object<Input<'unban'>>({ channel: text, user: text }, {}), control.unban),
  settings: checked(
    object<Input<'settings'>>(
      { channel: text },
      {
        emoteOnly: flag,
        followersOnlyMinutes: either(number, nothing),
        slowSeconds: either(number, nothing),
        subscribersOnly: flag,
        unique: flag,
      },
    ),
    control.settings,
  ),
  role: checked(
    object<Input<'role'>>(
      { channel: text, user: text, role: oneOf('moderator', 'vip', 'subscriber', 'follower'), on: flag },
      {},
    ),
    control.role,
  ),
  stream: checked(object<Input<'stream'>>({ channel: text, live: flag }, { viewers: number }), control.stream),
  shareChat: checked(object<Input<'shareChat'>>({ channels: list(text) }, {}), control.shareChat),
  unshareChat: checked(object<Input<'unshareChat'>>({ channel: text }, {}), control.unshareChat),
  addUsers: checked(object<Input<'addUsers'>>({ logins: list(text) }, {}), control.addUsers),
  user: checked(object<Input<'user'>>({ login: text }, {}), control.user),
  messages: checked(object<Input<'messages'>>({ channel: text }, {}), control.messages),
  dropNextMessages: checked(
    object<Input<'dropNextMessages'>>({ code: text, message: text }, { count: number }),
    control.dropNextMessages,
  ),
  devices: () => control.devices(),
  approveDevice: checked(object<Input<'approveDevice'>>({ user: text }, { userCode: text }), control.approveDevice),
  refuseDevice: checked(object<Input<'refuseDevice'>>({}, { userCode: text }), control.refuseDevice),
  expireDevice: checked(object<Input<'expireDevice'>>({}, { userCode: text }), control.expireDevice),
  approveDevicesAutomatically: checked(
    object<Input<'approveDevicesAutomatically'>>({}, { user: text }),
    control.approveDevicesAutomatically,
  ),
  issueToken: checked(
    object<Input<'issueToken'>>({ user: text, scopes: list(text) }, { clientId: text }),
    control.issueToken,
  ),
  revokeTokens: checked(object<Input<'revokeTokens'>>({ user: text }, {}), control.revokeTokens),
  expireTokens: checked(object<Input<'expireTokens'>>({ user: text }, {}), control.expireTokens),
  restrictClients: checked(
    object<Input<'restrictClients'>>({}, { clients: record(oneOf('public', 'confidential')) }),
    control.restrictClients,
  ),
  connections: () => control.connections(),
  drop: checked(object<Input<'drop'>>({}, { ...selection, code: number }), control.drop),
  setMode: checked(
    object<Input<'setMode'>>({ mode: oneOf('live', 'stalled', 'halfOpen') }, selection),
    control.setMode,
  ),
  askToReconnect: checked(object<SocketSelection>({}, selection), control.askToReconnect),
  nextConnections: checked(
    object<Input<'nextConnections'>>(
      { socket: selection.socket, fault: oneOf('refuse', 'hang', 'silent', 'cut') },
      { count: number },
    ),
    control.nextConnections,
  ),
  garbage: checked(
    object<Input<'garbage'>>(
      { kind: oneOf('notJson', 'wrongShape', 'empty', 'binary', 'oversize', 'unknownType') },
      selection,
    ),
    control.garbage,
  ),
  raw: checked(object<Input<'raw'>>({ text }, selection), control.raw),
  notifications: checked(
    object<DeliveryFault>({}, { count: number, delayMs: number, duplicate: flag, reorderBy: number, lose: flag }),
    control.notifications,
  ),
  subscriptions: () => control.subscriptions(),
  revokeSubscriptions: checked(
    object<Input<'revokeSubscriptions'>>({}, { type: text, channel: text, user: text, status: text }),
    control.revokeSubscriptions,
  ),
  failNext: checked(
    object<HttpFault>(
      { path: text, answer: either(number, oneOf('hang', 'drop', 'lost', 'lostHang')) },
      { method: text, count: number, headers: record(text) },
    ),
    control.failNext,
  ),
  failImages: checked(
    object<Input<'failImages'>>(
      {
        path: text,
        kind: oneOf(
          'none',
          'wrongType',
          'html',
          'svg',
          'large',
          'redirect',
          'redirectLoop',
          'endless',
          'empty',
          'truncated',
        ),
      },
      {},
    ),
    control.failImages,
  ),
  heal: () => control.heal(),
  requests: () => control.requests(),
  violations: () => control.violations(),
  forget: () => control.forget(),
  startConversation: checked(
    object<Input<'startConversation'>>({}, { seed: number, pace: number }),
    control.startConversation,
  ),
  stopConversation: () => control.stopConversation(),
})
