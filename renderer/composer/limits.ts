/** What the chosen targets allow, before anything is sent: the tightest limit decides and is named. */
import { type Limits, measureText } from '../../shared/capabilities.ts'
import type { ChannelView } from '../../shared/contract.ts'

export interface Counter {
  readonly used: number
  readonly max: number
  readonly channelName: string
}

const limitsOf = (channel: ChannelView): Limits | undefined => {
  const { send } = channel.capabilities
  return send.can === false ? undefined : send.limits
}

/** The limit that leaves the least room; undefined when no target has one. */
export const tightestLimit = (text: string, targets: readonly ChannelView[]): Counter | undefined => {
  let tightest: Counter | undefined
  for (const channel of targets) {
    const limits = limitsOf(channel)
    if (limits?.maxLength === undefined) continue
    const counter = {
      used: measureText(text, limits.unit ?? 'codePoints'),
      max: limits.maxLength,
      channelName: channel.ref.name,
    }
    if (tightest === undefined || counter.max - counter.used < tightest.max - tightest.used) tightest = counter
  }
  return tightest
}

/** Why this text cannot be sent there, as a sentence; undefined when it can. Empty text is no refusal, only nothing to send. */
export const whyNotSend = (text: string, targets: readonly ChannelView[]): string | undefined => {
  for (const channel of targets) {
    const { send } = channel.capabilities
    if (send.can === false) return `${channel.ref.name}: ${send.why}`
    const forbidden = send.limits?.forbiddenPrefixes?.find(({ prefix }) => text.trimStart().startsWith(prefix))
    if (forbidden !== undefined) return `${channel.ref.name}: ${forbidden.why}`
  }
  const counter = tightestLimit(text, targets)
  if (counter !== undefined && counter.used > counter.max)
    return `Too long for ${counter.channelName} by ${counter.used - counter.max}.`
  return undefined
}
