/** What is wrong with the connections, by cause: one cause is one trouble, however many channels it breaks. */
import type { AccountView, ChannelView, ConnectionState } from '../../shared/contract.ts'
import { describeState, shortState } from './state-text.ts'

export interface Trouble {
  readonly key: string
  /** In the rail's order; never empty. */
  readonly channels: readonly ChannelView[]
  /** The one to speak for all: of those that retry, the soonest. */
  readonly state: ConnectionState
}

/** Undefined where nothing is wrong. A sign-in is missing by account, anything else is wrong by its reason. */
const causeOf = ({ ref, accountId, state }: ChannelView): string | undefined => {
  switch (state.status) {
    case 'live':
    case 'connecting':
      return undefined
    case 'needsSignIn':
      return `${state.status} ${ref.platform} ${accountId ?? ''}`
    case 'reconnecting':
    case 'offline':
    case 'refused':
      return `${state.status} ${ref.platform} ${state.why}`
  }
}

const sooner = (left: ConnectionState, right: ConnectionState): ConnectionState =>
  left.status === 'reconnecting' && right.status === 'reconnecting' && right.retryAt < left.retryAt ? right : left

export const troublesOf = (channels: readonly ChannelView[]): readonly Trouble[] => {
  const troubles = new Map<string, Trouble>()
  for (const channel of channels) {
    const key = causeOf(channel)
    if (key === undefined) continue
    const known = troubles.get(key)
    troubles.set(key, {
      key,
      channels: [...(known?.channels ?? []), channel],
      state: known === undefined ? channel.state : sooner(known.state, channel.state),
    })
  }
  return [...troubles.values()]
}

export interface TroubleText {
  readonly subject: string
  readonly text: string
}

/** `label` names the channel where it is only one, `platform` the platform. */
export const describeTrouble = (
  { channels, state }: Trouble,
  names: { readonly label: string; readonly platform: string; readonly accounts: readonly AccountView[] },
  now: number,
): TroubleText => {
  const [first] = channels
  if (channels.length === 1 || first === undefined) return { subject: names.label, text: describeState(state, now) }
  const count = `${channels.length} channels`
  if (state.status === 'needsSignIn') {
    const account = names.accounts.find(({ id }) => id === first.accountId)?.name ?? 'An account'
    return { subject: `${account} is signed out of ${names.platform}:`, text: `${count} are read only.` }
  }
  return {
    subject: count,
    text: `are ${shortState(state, now)}${state.status === 'live' || state.why === undefined ? '' : `: ${state.why}`}`,
  }
}
