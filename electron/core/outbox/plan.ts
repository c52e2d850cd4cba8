/** What a person wants sent becomes one plan per delivery, or a refusal that names every target that cannot take it. */
import { type Capability, type Limits, measureText } from '../../../shared/capabilities.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'
import type { ChannelId, EventId } from '../../../shared/model.ts'
import type { Account } from '../ports/session.ts'
import type { OutboxChannel, OutboxOptions } from './needs.ts'

export interface SendInput {
  readonly text: string
  readonly targets: readonly ChannelId[]
  readonly replyTo?: EventId
}

export interface Plan {
  readonly channel: OutboxChannel
  readonly account: Account
  /** The first is `channel`. */
  readonly channels: readonly [ChannelId, ...ChannelId[]]
  readonly text: string
  readonly reply: { readonly row: EventId; readonly messageId: string } | undefined
}

type Needs = Pick<OutboxOptions, 'channel' | 'message'>
type Problem = { readonly field: 'text' | 'targets' | 'replyTo'; readonly reason: string }
type Group = readonly [OutboxChannel, ...OutboxChannel[]]

const refuse = (problems: readonly [Problem, ...Problem[]]): Result<never> => {
  const [{ field }] = problems
  const reason = [...new Set(problems.map((problem) => problem.reason))].join(' ')
  return failed({
    kind: 'invalid',
    field: problems.every((problem) => problem.field === field) ? field : 'targets',
    reason,
    message: `Nothing was sent. ${reason}`,
  })
}

/** The narrower of what sending and answering need. */
export const sendCapability = (channel: OutboxChannel, isReply: boolean): Capability => {
  const { send, reply } = channel.capabilities
  return isReply && reply.can === false ? reply : send
}

export const limitsOf = (capability: Capability): Limits => (capability.can === false ? {} : (capability.limits ?? {}))

const unitWords = { codePoints: 'characters', utf16: 'characters', bytes: 'bytes' } as const

/** Why this text cannot go to this channel, or undefined. */
const textProblem = (text: string, limits: Limits, name: string): Problem | undefined => {
  const { maxLength, unit = 'codePoints', forbiddenPrefixes = [] } = limits
  const forbidden = forbiddenPrefixes.find(({ prefix }) => text.startsWith(prefix))
  if (forbidden !== undefined)
    return {
      field: 'text',
      reason: `${name} cannot take a text that begins with "${forbidden.prefix}": ${forbidden.why}`,
    }
  const length = measureText(text, unit)
  if (maxLength !== undefined && length > maxLength)
    return {
      field: 'text',
      reason: `It is too long for ${name}: ${length} ${unitWords[unit]}, at most ${maxLength} go through.`,
    }
  return undefined
}

const channelProblem = (channel: OutboxChannel, isReply: boolean): Problem | undefined => {
  const capability = sendCapability(channel, isReply)
  if (capability.can === false)
    return { field: 'targets', reason: `${channel.ref.name} cannot take it: ${capability.why}` }
  if (channel.account === undefined)
    return { field: 'targets', reason: `${channel.ref.name} cannot take it: nobody is signed in there. Sign in first.` }
  return undefined
}

const share = (left: OutboxChannel, right: OutboxChannel): boolean =>
  left.ref.platform === right.ref.platform &&
  (left.sharedRooms.includes(right.ref.id) || right.sharedRooms.includes(left.ref.id))

/** Rooms of one shared chat are one group, led by the first chosen. */
const groupShared = (channels: readonly OutboxChannel[]): readonly Group[] => {
  const groups: Group[] = []
  for (const channel of channels) {
    const index = groups.findIndex((group) => group.some((member) => share(member, channel)))
    const group = groups[index]
    if (group === undefined) groups.push([channel])
    else groups[index] = [...group, channel]
  }
  return groups
}

/** Puts the first room that can take it in front: its message reaches the others too. */
const lead = (group: Group, isReply: boolean): Group => {
  const able = group.find((channel) => channelProblem(channel, isReply) === undefined)
  return able === undefined ? group : [able, ...group.filter((channel) => channel !== able)]
}

/** One plan for each group, or every reason why not. */
const planGroups = (
  text: string,
  groups: readonly Group[],
  reply: Plan['reply'],
): Result<readonly [Plan, ...Plan[]]> => {
  const plans: Plan[] = []
  const problems: Problem[] = []
  for (const group of groups) {
    const [channel, ...others] = reply === undefined ? lead(group, false) : group
    const problem =
      channelProblem(channel, reply !== undefined) ??
      textProblem(text, limitsOf(sendCapability(channel, reply !== undefined)), channel.ref.name)
    if (problem !== undefined) problems.push(problem)
    else if (channel.account !== undefined)
      plans.push({
        channel,
        account: channel.account,
        channels: [channel.ref.id, ...others.map((other) => other.ref.id)],
        text,
        reply,
      })
  }
  const [firstProblem, ...moreProblems] = problems
  if (firstProblem !== undefined) return refuse([firstProblem, ...moreProblems])
  const [first, ...more] = plans
  return first === undefined
    ? refuse([{ field: 'targets', reason: 'Choose at least one channel to send to.' }])
    : ok([first, ...more])
}

/** The room of an answered message: the first chosen of its rooms, else its own, else any that is open. */
const replyRoom = (
  needs: Needs,
  row: EventId,
  targets: readonly ChannelId[],
): { readonly channel: OutboxChannel; readonly messageId: string } | undefined => {
  const message = needs.message(row)
  if (message === undefined) return undefined
  const own = { channel: message.channel, messageId: message.messageId, removed: false }
  const rooms = message.rooms === undefined || message.rooms.length === 0 ? [own] : message.rooms
  const rank = (id: ChannelId) =>
    targets.includes(id) ? targets.indexOf(id) : targets.length + (id === message.channel ? 0 : 1)
  const room = rooms
    .filter((candidate) => !candidate.removed && needs.channel(candidate.channel) !== undefined)
    .toSorted((left, right) => rank(left.channel) - rank(right.channel))[0]
  const channel = room === undefined ? undefined : needs.channel(room.channel)
  return room === undefined || channel === undefined ? undefined : { channel, messageId: room.messageId }
}

/**
 * The deliveries of a new message. Platforms cut blank space at both ends, so it does not count. An answer goes to the
 * answered message's room alone, whatever the targets are.
 */
export const planMessage = (input: SendInput, needs: Needs): Result<readonly [Plan, ...Plan[]]> => {
  const text = input.text.trim()
  if (text === '') return refuse([{ field: 'text', reason: 'Write something first.' }])
  if (input.replyTo !== undefined) {
    const room = replyRoom(needs, input.replyTo, input.targets)
    if (room === undefined)
      return refuse([{ field: 'replyTo', reason: 'The message that you answer is not here any more.' }])
    return planGroups(text, [[room.channel]], { row: input.replyTo, messageId: room.messageId })
  }
  return planTargets(text, input.targets, undefined, needs)
}

/** The same for a text and channels that were chosen before: sending again. */
export const planTargets = (
  text: string,
  targets: readonly ChannelId[],
  reply: Plan['reply'],
  needs: Pick<Needs, 'channel'>,
): Result<readonly [Plan, ...Plan[]]> => {
  const channels = [...new Set(targets)].map((id) => needs.channel(id))
  const open = channels.filter((channel) => channel !== undefined)
  if (open.length < channels.length)
    return refuse([
      { field: 'targets', reason: 'A chosen channel is not open any more. Choose again who receives it.' },
    ])
  return planGroups(text, groupShared(open), reply)
}
