/** Who receives what the unified input sends. */
import type { ChannelView } from '../../shared/contract.ts'
import type { ChannelId } from '../../shared/model.ts'

export const canSendTo = (channel: ChannelView): boolean => channel.capabilities.send.can !== false

/** The chosen channels that are open and can be written to, in the rail's order: a chip that shows "off" sends nothing. */
export const chosenTargets = (
  channels: readonly ChannelView[],
  targets: readonly ChannelId[],
): readonly ChannelView[] => channels.filter((channel) => targets.includes(channel.ref.id) && canSendTo(channel))

export const toggleTarget = (targets: readonly ChannelId[], channel: ChannelId): readonly ChannelId[] =>
  targets.includes(channel) ? targets.filter((target) => target !== channel) : [...targets, channel]

/** "All" leaves private channels out until they are chosen by hand (DESIGN 5). */
export const allTargets = (channels: readonly ChannelView[]): readonly ChannelId[] =>
  channels.filter((channel) => canSendTo(channel) && !channel.ref.private).map((channel) => channel.ref.id)

/** Single, then all, then single again; the single one is `preferred` (the open view's) or the first that can be sent to. */
export const cycleTargets = (
  channels: readonly ChannelView[],
  targets: readonly ChannelId[],
  preferred: ChannelId | undefined,
): readonly ChannelId[] => {
  const all = allTargets(channels)
  const hasAll = all.length > 0 && all.every((channel) => targets.includes(channel))
  if (!hasAll) return all
  const single = channels.find((channel) => channel.ref.id === preferred && canSendTo(channel))?.ref.id ?? all[0]
  return single === undefined ? [] : [single]
}

/** Names of the other open rooms that one message to `channel` reaches too. */
export const alsoReaches = (channel: ChannelView, channels: readonly ChannelView[]): readonly string[] =>
  channels.filter((other) => channel.sharedWith.includes(other.ref.id)).map((other) => other.ref.name)

/** The chosen room whose message reaches `channel` too, where that is not chosen itself. */
export const reachedVia = (
  channel: ChannelView,
  channels: readonly ChannelView[],
  targets: readonly ChannelId[],
): ChannelView | undefined =>
  targets.includes(channel.ref.id)
    ? undefined
    : chosenTargets(channels, targets).find((other) => other.sharedWith.includes(channel.ref.id))
