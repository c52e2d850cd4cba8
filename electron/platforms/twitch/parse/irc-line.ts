/** One line of IRC with IRCv3 tags: https://ircv3.net/specs/extensions/message-tags and Twitch's habits (facts 5.1). */

export interface IrcMessage {
  /** Unescaped; a tag without value is the empty text. */
  readonly tags: ReadonlyMap<string, string>
  /** `nick!user@host` or a server's name, without its colon; empty where the line has none. */
  readonly prefix: string
  /** Upper-case letters or three digits. */
  readonly command: string
  /** The trailing parameter is the last one, whether or not it had a colon. */
  readonly params: readonly string[]
}

const space = 0x20

const unescaped: Readonly<Record<string, string>> = { s: ' ', ':': ';', r: '\r', n: '\n', '\\': '\\' }

/** `\s` `\:` `\\` `\r` `\n`; the backslash before anything else, and a lone one at the end, is dropped. */
const unescapeValue = (raw: string): string => {
  let value = ''
  let from = 0
  for (let at = raw.indexOf('\\'); at !== -1; at = raw.indexOf('\\', from)) {
    const next = raw.charAt(at + 1)
    value += raw.slice(from, at) + (unescaped[next] ?? next)
    from = at + 2
  }
  return value + raw.slice(from)
}

const parseTags = (line: string, from: number, end: number): ReadonlyMap<string, string> => {
  const tags = new Map<string, string>()
  let start = from
  while (start < end) {
    let stop = line.indexOf(';', start)
    if (stop === -1 || stop > end) stop = end
    let equals = start
    while (equals < stop && line.charCodeAt(equals) !== 0x3d) equals++
    if (equals > start) {
      const value = equals < stop ? line.slice(equals + 1, stop) : ''
      tags.set(line.slice(start, equals), value.includes('\\') ? unescapeValue(value) : value)
    }
    start = stop + 1
  }
  return tags
}

/** The nick of `nick!user@host`; a server's name as it is. */
export const nickOf = (prefix: string): string => {
  const end = prefix.indexOf('!')
  return end === -1 ? prefix : prefix.slice(0, end)
}

const isCommand = (command: string): boolean => {
  let digits = 0
  for (let index = 0; index < command.length; index++) {
    const code = command.charCodeAt(index)
    if (code >= 0x30 && code <= 0x39) digits++
    else if (code < 0x41 || code > 0x5a) return false
  }
  return digits === 0 ? command.length > 0 : digits === 3 && command.length === 3
}

const noTags: ReadonlyMap<string, string> = new Map()

const skipSpaces = (line: string, from: number): number => {
  let at = from
  while (line.charCodeAt(at) === space) at++
  return at
}

/** Undefined for what is no IRC line: no command, or tags that never end. */
export const parseIrcLine = (raw: string): IrcMessage | undefined => {
  let length = raw.length
  while (length > 0 && (raw.charCodeAt(length - 1) === 0x0a || raw.charCodeAt(length - 1) === 0x0d)) length--
  const line = length === raw.length ? raw : raw.slice(0, length)
  let at = 0
  let tags = noTags
  if (line.charCodeAt(0) === 0x40) {
    const end = line.indexOf(' ')
    if (end === -1) return undefined
    tags = parseTags(line, 1, end)
    at = skipSpaces(line, end)
  }
  let prefix = ''
  if (line.charCodeAt(at) === 0x3a) {
    const end = line.indexOf(' ', at)
    if (end === -1) return undefined
    prefix = line.slice(at + 1, end)
    at = skipSpaces(line, end)
  }
  const commandEnd = line.indexOf(' ', at)
  const command = commandEnd === -1 ? line.slice(at) : line.slice(at, commandEnd)
  if (!isCommand(command)) return undefined
  const params: string[] = []
  at = commandEnd === -1 ? line.length : skipSpaces(line, commandEnd)
  while (at < line.length) {
    if (line.charCodeAt(at) === 0x3a) {
      params.push(line.slice(at + 1))
      break
    }
    const end = line.indexOf(' ', at)
    params.push(end === -1 ? line.slice(at) : line.slice(at, end))
    at = end === -1 ? line.length : skipSpaces(line, end)
  }
  return { tags, prefix, command, params }
}
