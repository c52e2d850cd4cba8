/** Acts on messages and people: shown at once, done by the platform, put back with the reason when it refuses. */
import { type Act, type Capability, canAct } from '../../../shared/capabilities.ts'
import type { Input } from '../../../shared/contract.ts'
import { failed, ok, type Result, type TributaryError } from '../../../shared/errors.ts'
import type { ChannelId, ChannelRef, PlatformId } from '../../../shared/model.ts'
import type { Hub } from '../hub/hub.ts'
import type { Clock, Logger } from '../ports/host.ts'
import type { Account, PersonAct, PlatformSession } from '../ports/session.ts'
import { type Learned, lessonOfRefusal, lessonOfSuccess } from './learned.ts'
import { isRemovedIn, messageIn, type PersonSubject, personIn } from './subjects.ts'

export interface ModeratedChannel {
  readonly ref: ChannelRef
  readonly account: Account | undefined
  /** With what was learned laid over. */
  readonly capabilities: Parameters<typeof canAct>[0]
}

export interface ModerationOptions {
  readonly clock: Pick<Clock, 'now'>
  readonly log: Logger
  readonly feed: Pick<Hub, 'lookup' | 'rowsByAuthor' | 'beginRemoval'>
  readonly channel: (id: ChannelId) => ModeratedChannel | undefined
  readonly session: (
    platform: PlatformId,
  ) => Pick<PlatformSession, 'remove' | 'timeout' | 'untimeout' | 'ban' | 'unban'> | undefined
  readonly learned: Learned
}

/** Errors name the channel and say what can be done. The same act twice at a time is done once. */
export interface Moderation {
  /** Answers ok for what is already removed. */
  remove(act: Input<'moderation.remove'>): Promise<Result<void>>
  timeout(act: Input<'moderation.timeout'>): Promise<Result<void>>
  untimeout(act: Input<'moderation.untimeout'>): Promise<Result<void>>
  ban(act: Input<'moderation.ban'>): Promise<Result<void>>
  unban(act: Input<'moderation.unban'>): Promise<Result<void>>
}

type PersonActName = 'timeout' | 'untimeout' | 'ban' | 'unban'

/** "cannot …" */
const wording: Readonly<Record<'remove' | PersonActName, string>> = {
  remove: 'delete this message',
  timeout: 'time out',
  untimeout: 'end the timeout of',
  ban: 'ban',
  unban: 'lift the ban of',
}

interface Permitted {
  readonly channel: ModeratedChannel
  readonly account: Account
  readonly session: NonNullable<ReturnType<ModerationOptions['session']>>
}

export const createModeration = (options: ModerationOptions): Moderation => {
  const { clock, log, feed, learned } = options
  const underWay = new Map<string, Promise<Result<void>>>()

  /** Joins an act that is the same as one under way. */
  const once = (key: readonly unknown[], act: () => Promise<Result<void>>): Promise<Result<void>> => {
    const name = JSON.stringify(key)
    const running = underWay.get(name)
    if (running !== undefined) return running
    const started = act().finally(() => underWay.delete(name))
    underWay.set(name, started)
    return started
  }

  /** The channel and who acts there, when its capability and this row's allow it. */
  const permit = (id: ChannelId, act: Act, doing: string, subject: Parameters<typeof canAct>[2]): Result<Permitted> => {
    const channel = options.channel(id)
    if (channel === undefined)
      return failed({ kind: 'notFound', message: `Cannot ${doing}: the channel is not open any more.` })
    const { ref, account } = channel
    const capability = canAct(channel.capabilities, act, subject, account?.authorId, clock.now())
    if (capability.can === false) return failed(denial(capability, `Cannot ${doing} in ${ref.name}: ${capability.why}`))
    if (account === undefined)
      return failed({
        kind: 'signInAgain',
        message: `Cannot ${doing} in ${ref.name}: nobody is signed in there. Sign in in Settings, Accounts.`,
      })
    const session = options.session(ref.platform)
    return session === undefined ? failed(missingAct(doing, ref)) : ok({ channel, account, session })
  }

  /** Calls the platform; whatever it throws is an answer, and what the answer teaches is remembered. */
  const call = async (
    { channel, account }: Permitted,
    act: Act,
    run: () => Promise<Result<void>>,
  ): Promise<Result<void>> => {
    const { ref, capabilities } = channel
    const result = await run().catch((error: unknown): Result<void> => {
      log.error('moderation: a session threw', { act, channel: ref.id, error: String(error) })
      const message = `Something went wrong inside Tributary while it acted in ${ref.name}. Look there before you try again.`
      return failed({ kind: 'bug', message })
    })
    const lessons = result.ok
      ? lessonOfSuccess(capabilities, act)
      : lessonOfRefusal(capabilities, act, result.error, ref.platform)
    learned.remember(ref.id, account.id, lessons)
    log.info('moderation: act', { act, channel: ref.id, answer: result.ok ? 'ok' : result.error.kind })
    return result
  }

  const remove = async ({ channel: id, row: rowId }: Input<'moderation.remove'>): Promise<Result<void>> => {
    const row = feed.lookup(rowId)
    const message = row === undefined ? undefined : messageIn(row, id)
    if (row === undefined || message === undefined)
      return failed({
        kind: 'notFound',
        message: 'This message is not in the feed any more, so it cannot be deleted here.',
      })
    if (isRemovedIn(row, id)) return ok(undefined)
    const permitted = permit(id, 'remove', wording.remove, message.subject)
    if (!permitted.ok) return permitted
    const { channel, account, session } = permitted.value
    const request = { channel: channel.ref, account, messageId: message.messageId }
    const act = session.remove?.bind(session)
    if (act === undefined) return failed(missingAct(wording.remove, channel.ref))
    const pending = feed.beginRemoval({ rows: [rowId] }, id, account.name)
    const result = await call(permitted.value, 'remove', () => act(request))
    const now = feed.lookup(rowId)
    // Somebody else was faster, and the platform does not know the message any more: that is what was wanted.
    const isGone = now !== undefined && isRemovedIn(now, id)
    if (!result.ok && !isGone) {
      pending.refuse(result.error.message)
      return result
    }
    pending.done()
    return ok(undefined)
  }

  const onPerson = async (
    act: PersonActName,
    input: Input<'moderation.ban'>,
    run: (session: Permitted['session'], request: PersonAct) => Promise<Result<void>> | undefined,
    strike: { readonly durationSeconds?: number; readonly permanent?: boolean } | undefined,
    check: (capability: Capability, doing: string) => TributaryError | undefined = () => undefined,
  ): Promise<Result<void>> => {
    const person = personIn(feed.rowsByAuthor(input.channel, input.author), input.channel, input.author)
    if (person === undefined)
      return failed({
        kind: 'notFound',
        message: 'This person cannot be found any more. Choose a newer message of theirs.',
      })
    const doing = `${wording[act]} ${person.name}`
    const permitted = permit(input.channel, act, doing, person.subject)
    if (!permitted.ok) return permitted
    const { channel, account, session } = permitted.value
    const problem = check(channel.capabilities[act], `Cannot ${doing} in ${channel.ref.name}`)
    if (problem !== undefined) return failed(problem)
    const request = requestOf(permitted.value, person, input.reason)
    if (session[act] === undefined) return failed(missingAct(doing, channel.ref))
    const reason = request.reason === undefined ? {} : { reason: request.reason }
    const pending =
      strike === undefined
        ? undefined
        : feed.beginRemoval({ author: input.author }, input.channel, account.name, { ...reason, ...strike })
    const result = await call(
      permitted.value,
      act,
      async () => (await run(session, request)) ?? failed(missingAct(doing, channel.ref)),
    )
    if (result.ok) pending?.done()
    else pending?.refuse(result.error.message)
    return result
  }

  return {
    remove: (act) => once(['remove', act.channel, act.row], () => remove(act)),
    timeout: (act) =>
      once(['timeout', act.channel, act.author, act.seconds], () =>
        onPerson(
          'timeout',
          act,
          (session, request) => session.timeout?.({ ...request, seconds: act.seconds }),
          { durationSeconds: act.seconds },
          (capability, doing) => durationProblem(capability, act.seconds, doing),
        ),
      ),
    untimeout: (act) =>
      once(['untimeout', act.channel, act.author], () =>
        onPerson('untimeout', act, (session, request) => session.untimeout?.(request), undefined),
      ),
    ban: (act) =>
      once(['ban', act.channel, act.author], () =>
        onPerson('ban', act, (session, request) => session.ban?.(request), { permanent: true }),
      ),
    unban: (act) =>
      once(['unban', act.channel, act.author], () =>
        onPerson('unban', act, (session, request) => session.unban?.(request), undefined),
      ),
  }
}

const requestOf = ({ channel, account }: Permitted, person: PersonSubject, given: string | undefined): PersonAct => {
  const reason = given?.trim() ?? ''
  return {
    channel: channel.ref,
    account,
    userId: person.userId,
    ...(person.login === undefined ? {} : { login: person.login }),
    ...(reason === '' ? {} : { reason }),
  }
}

const durationProblem = (capability: Capability, seconds: number, doing: string): TributaryError | undefined => {
  const range = capability.can === false ? undefined : capability.limits?.durationSeconds
  if (range === undefined || (Number.isInteger(seconds) && seconds >= range.min && seconds <= range.max))
    return undefined
  const reason = `A timeout there lasts ${range.min} to ${range.max} whole seconds.`
  return { kind: 'invalid', field: 'seconds', reason, message: `${doing}: ${reason}` }
}

/** A capability that says no, as the error whose remedy is the same. */
const denial = (capability: Extract<Capability, { can: false }>, message: string): TributaryError => {
  const { remedy, why } = capability
  if (remedy?.kind === 'grantScopes') return { kind: 'missingScope', message, scopes: remedy.scopes }
  return remedy?.kind === 'signIn' ? { kind: 'signInAgain', message } : { kind: 'unsupported', message, why }
}

const missingAct = (doing: string, ref: ChannelRef): TributaryError => ({
  kind: 'unsupported',
  why: 'the platform has no such act',
  message: `Cannot ${doing} in ${ref.name}: its platform offers no way to do that.`,
})
