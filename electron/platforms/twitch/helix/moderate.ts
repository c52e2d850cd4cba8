/** Moderation through Helix: delete, timeout, ban and their opposites, every documented refusal in words. */
import { failed, ok, type Result, type TributaryError } from '../../../../shared/errors.ts'
import type { ChannelRef } from '../../../../shared/model.ts'
import type { Clock } from '../../../core/ports/host.ts'
import type { Account, PersonAct } from '../../../core/ports/session.ts'
import { twitchUserId } from '../session/resolve-input.ts'
import { type Helix, type HelixAnswer, type HelixRequest, helixError, said } from './client.ts'

export interface ModerationCall {
  readonly channel: ChannelRef
  readonly account: Account
}

const messageScopes = ['moderator:manage:chat_messages']
const peopleScopes = ['moderator:manage:banned_users']

export interface Moderation {
  remove(act: ModerationCall & { readonly messageId: string }): Promise<Result<void>>
  timeout(act: PersonAct & { readonly seconds: number }): Promise<Result<void>>
  untimeout(act: PersonAct): Promise<Result<void>>
  ban(act: PersonAct): Promise<Result<void>>
  unban(act: PersonAct): Promise<Result<void>>
}

/**
 * `learned` is told what an answer proves about the account's role: true after an act that only moderators can do, false
 * after a refusal for want of the role.
 */
export const createModeration = (
  helix: Helix,
  clock: Clock,
  learned: (call: ModerationCall, isModerator: boolean) => void,
): Moderation => {
  const act = async (
    call: ModerationCall,
    request: Omit<HelixRequest, 'query'> & { readonly query: Readonly<Record<string, string>> },
    doing: string,
    explain: (status: number, message: string) => TributaryError | undefined,
  ): Promise<Result<void>> => {
    const broadcasterId = twitchUserId(call.channel.id)
    const moderatorId = twitchUserId(call.account.authorId)
    if (broadcasterId === undefined || moderatorId === undefined) {
      return failed({ kind: 'bug', message: `${call.channel.name} has no Twitch id, so nothing can be done there.` })
    }
    const full = {
      ...request,
      query: { broadcaster_id: broadcasterId, moderator_id: moderatorId, ...request.query },
    }
    const answer = await askThroughConflicts(helix, clock, call.account, full)
    if (answer.kind !== 'answered') return failed(helixError(answer, doing))
    if (answer.status >= 200 && answer.status < 300) {
      learned(call, true)
      return ok(undefined)
    }
    if (isNotModerator(answer.status, answer.message)) {
      learned(call, false)
      const reason = `${call.account.name} does not moderate ${call.channel.name}.`
      return failed({
        kind: 'refused',
        message: `Twitch refused to ${doing}: ${reason}`,
        code: 'not_moderator',
        reason,
      })
    }
    return failed(explain(answer.status, answer.message) ?? helixError(answer, doing))
  }

  const punish = (call: PersonAct, seconds: number | undefined) => {
    const who = call.login ?? 'this person'
    const doing = `${seconds === undefined ? 'ban' : 'time out'} ${who} in ${call.channel.name}`
    const data = {
      user_id: call.userId,
      ...(seconds === undefined ? {} : { duration: seconds }),
      // Twitch takes 500 characters; a longer reason is a refusal of the whole act.
      ...(call.reason === undefined || call.reason === '' ? {} : { reason: [...call.reason].slice(0, 500).join('') }),
    }
    return act(
      call,
      { method: 'POST', path: '/moderation/bans', query: {}, json: { data }, scopes: peopleScopes },
      doing,
      (status, message) => explainBan(status, message, who, call, doing),
    )
  }

  const pardon = (call: PersonAct, what: string) => {
    const who = call.login ?? 'this person'
    const doing = `${what} ${who} in ${call.channel.name}`
    return act(
      call,
      { method: 'DELETE', path: '/moderation/bans', query: { user_id: call.userId }, scopes: peopleScopes },
      doing,
      (status, message) =>
        status === 400 && /not banned|not timed out/i.test(message)
          ? refused(doing, 'not_banned', `${who} is neither banned nor timed out there.`)
          : undefined,
    )
  }

  return {
    remove(call) {
      const doing = `delete the message in ${call.channel.name}`
      return act(
        call,
        {
          method: 'DELETE',
          path: '/moderation/chat',
          query: { message_id: call.messageId },
          scopes: messageScopes,
        },
        doing,
        (status, message) => {
          if (status === 404) {
            const words = 'Twitch does not know the message any more; only messages of the last 6 hours can be deleted.'
            return { kind: 'notFound', message: words }
          }
          if (status === 400) {
            const reason = `messages of the broadcaster and of other moderators cannot be deleted${said(message)}.`
            return refused(doing, '400', reason)
          }
          return undefined
        },
      )
    },
    async timeout(call) {
      const { seconds } = call
      if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestTimeout) {
        const reason = `A timeout lasts 1 to ${longestTimeout.toLocaleString('en')} seconds (two weeks).`
        return failed({ kind: 'invalid', message: reason, field: 'seconds', reason })
      }
      return punish(call, seconds)
    },
    untimeout: (call) => pardon(call, 'end the timeout of'),
    ban: (call) => punish(call, undefined),
    unban: (call) => pardon(call, 'lift the ban of'),
  }
}

const longestTimeout = 1_209_600

const refused = (doing: string, code: string, reason: string): TributaryError => ({
  kind: 'refused',
  message: `Twitch refused to ${doing}${said(reason)}.`,
  code,
  reason,
})

const explainBan = (
  status: number,
  message: string,
  who: string,
  { channel }: PersonAct,
  doing: string,
): TributaryError | undefined => {
  if (status === 409) {
    return refused(doing, '409', `somebody else is changing ${who}’s standing in ${channel.name} right now; try again.`)
  }
  if (status !== 400) return undefined
  if (/already banned/i.test(message)) return refused(doing, 'already_banned', `${who} is already banned there.`)
  if (/may not be (banned|timed out|put in a timeout)|cannot be (banned|timed out)|can't (ban|time)/i.test(message)) {
    return refused(doing, 'cannot_be_banned', `${who} cannot be banned or timed out there.`)
  }
  return refused(doing, '400', message === '' ? 'Twitch did not say why.' : message)
}

/** 403, or 401 with words about the role: the account is no moderator of the channel. */
const isNotModerator = (status: number, message: string): boolean =>
  status === 403 && (message === '' || /moderator|permission|not (?:one of )?the|forbidden/i.test(message))

const conflictTries = 2

/** Two moderators at one person at once is a 409 (facts 4): the second asks again, twice, a little later each time. */
const askThroughConflicts = async (
  helix: Helix,
  clock: Clock,
  account: Account,
  request: HelixRequest,
): Promise<HelixAnswer> => {
  for (let tried = 0; ; tried++) {
    const answer = await helix.ask(account.id, request)
    if (answer.kind !== 'answered' || answer.status !== 409 || tried >= conflictTries) return answer
    await new Promise<void>((resolve) => {
      clock.after(300 * (tried + 1), resolve)
    })
  }
}
