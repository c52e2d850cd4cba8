/** What a person types or pastes to name a Twitch channel: a name, #name, @name, an id or any of the site's URLs. Pure. */
import { readChannelId } from '../../../../shared/model.ts'

export type ChannelInput =
  | { readonly kind: 'login'; readonly login: string }
  | { readonly kind: 'id'; readonly userId: string }
  | { readonly kind: 'invalid'; readonly reason: string }

/** Twitch's user id out of a channel's or an author's id; undefined for another platform's. */
export const twitchUserId = (id: string): string | undefined => {
  const read = readChannelId(id)
  return read?.platform === 'twitch' ? read.components.at(-1) : undefined
}

const works = 'A name (“twitchdev”), or the address of its page (“https://www.twitch.tv/twitchdev”), works.'

/** `id:12345` names a channel by its user id; digits alone may be either and are read as a login. */
export const readChannelInput = (input: string): ChannelInput => {
  const text = input.normalize('NFKC').trim()
  if (text === '') return invalid('Nothing was entered.')
  const byId = /^(?:twitch:|id:)(\d{1,20})$/i.exec(text)?.[1]
  if (byId !== undefined) return { kind: 'id', userId: byId }
  const bare = text.replace(/^[#@]/, '')
  if (/^[A-Za-z0-9_]+$/.test(bare)) return readLogin(bare)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^([a-z0-9-]+\.)*twitch\.tv(?=[/?#:]|$)/i.test(text))
    return readUrl(text)
  return invalid('It holds characters that no Twitch name has: names are letters, digits and “_”.')
}

const invalid = (reason: string): ChannelInput => ({ kind: 'invalid', reason: `${reason} ${works}` })

const readLogin = (name: string): ChannelInput => {
  const login = name.toLowerCase()
  if (login.length > 25) return invalid('Twitch names have at most 25 characters.')
  return { kind: 'login', login }
}

const readUrl = (text: string): ChannelInput => {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  if (url === null) return invalid('It looks like an address but cannot be read as one.')
  const host = url.hostname.replace(/\.$/, '')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return invalid('Only web addresses can be read.')
  if (host !== 'twitch.tv' && !host.endsWith('.twitch.tv')) {
    return invalid(`“${host}” is not Twitch.`)
  }
  if (otherSites.has(host)) return invalid(`“${host}” shows no channel.`)
  // player.twitch.tv/?channel=name
  const asked = url.searchParams.get('channel')
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  const name = host === 'player.twitch.tv' ? asked : nameIn(segments)
  if (name === null || name === undefined) return invalid('This address names no channel.')
  if (notChannels.has(name.toLowerCase()))
    return invalid(`“twitch.tv/${name}” is one of Twitch’s own pages, not a channel.`)
  if (!/^[A-Za-z0-9_]+$/.test(name)) return invalid('This address names no channel.')
  return readLogin(name)
}

/** Folders of the site that come before a channel's name: twitch.tv/popout/NAME/chat, dashboard.twitch.tv/u/NAME, … */
const folders: ReadonlySet<string> = new Set(['popout', 'embed', 'moderator', 'u', 'team-popout'])

const nameIn = (segments: readonly string[]): string | undefined =>
  segments.find((segment) => !folders.has(segment.toLowerCase()))

/** Sites of Twitch whose paths are no channels' names: a clip's slug and a page of the help look like one. */
const otherSites: ReadonlySet<string> = new Set(
  ['api', 'appeals', 'blog', 'brand', 'clips', 'dev', 'help', 'id', 'legal', 'link', 'safety', 'status'].map(
    (name) => `${name}.twitch.tv`,
  ),
)

const notChannels: ReadonlySet<string> = new Set([
  'bits',
  'clip',
  'collections',
  'directory',
  'downloads',
  'drops',
  'events',
  'following',
  'friends',
  'inventory',
  'jobs',
  'login',
  'p',
  'prime',
  'products',
  'search',
  'settings',
  'signup',
  'store',
  'subscriptions',
  'team',
  'turbo',
  'user',
  'videos',
  'wallet',
])
