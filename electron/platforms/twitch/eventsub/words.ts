/** EventSub's close codes and revocation statuses (facts 2) in a person's words. Pure. */

const closeCodes: Readonly<Record<number, string>> = {
  4000: 'Twitch had an internal error.',
  4001: 'Twitch ended the connection because something was sent on it.',
  4002: 'Twitch ended the connection because its pings were not answered.',
  4003: 'Twitch ended the connection because nothing was subscribed within 10 s.',
  4004: 'Twitch ended the connection because the move to another server took too long.',
  4005: 'Twitch ended the connection after a network timeout.',
  4006: 'Twitch ended the connection after a network error.',
  4007: 'Twitch did not accept the address that it had given for the move to another server.',
}

export const explainEventSubClose = (code: number): string | undefined => closeCodes[code]

export interface Revocation {
  /** Whether the account must sign in again; otherwise only this channel's reading is refused. */
  readonly signIn: boolean
  readonly why: string
}

export const explainRevocation = (status: string, accountName: string): Revocation => {
  switch (status) {
    case 'authorization_revoked':
      return {
        signIn: true,
        why: `${accountName} is no longer signed in: Twitch says that the permission was taken back. Sign in again.`,
      }
    case 'user_removed':
      return { signIn: false, why: 'Twitch says that the account or the channel no longer exists.' }
    case 'moderator_removed':
      return { signIn: false, why: `${accountName} is no longer a moderator here.` }
    case 'chat_user_banned':
      return { signIn: false, why: `${accountName} is banned in this chat.` }
    case 'version_removed':
      return {
        signIn: false,
        why: 'Twitch no longer offers this kind of reading; a newer version of Tributary is needed.',
      }
    default:
      return { signIn: false, why: `Twitch ended the account’s reading of this chat (${status.slice(0, 60)}).` }
  }
}
