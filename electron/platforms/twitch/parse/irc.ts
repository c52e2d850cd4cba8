/** IRC lines as feed events: pure, and nothing throws. */

import { malformed, nothing, type ParseContext, type Parsed } from './context.ts'
import { type IrcMessage, parseIrcLine } from './irc-line.ts'
import { parsePrivmsg } from './irc-message.ts'
import { parseUsernotice } from './irc-notice.ts'
import { parseClearchat, parseClearmsg, parseNotice, parseRoomstate } from './irc-room.ts'

/** Valid, and for the connection alone. Numerics are, too. */
const silent: ReadonlySet<string> = new Set([
  'CAP',
  'GLOBALUSERSTATE',
  'HOSTTARGET',
  'JOIN',
  'MODE',
  'PART',
  'PING',
  'PONG',
  'RECONNECT',
  'USERSTATE',
  'WHISPER',
])

const isNumeric = (command: string): boolean => command.charCodeAt(0) <= 0x39

export const parseIrcMessage = (message: IrcMessage, context: ParseContext): Parsed => {
  switch (message.command) {
    case 'PRIVMSG':
      return parsePrivmsg(message, context)
    case 'USERNOTICE':
      return parseUsernotice(message, context)
    case 'CLEARCHAT':
      return parseClearchat(message, context)
    case 'CLEARMSG':
      return parseClearmsg(message, context)
    case 'ROOMSTATE':
      return parseRoomstate(message, context)
    case 'NOTICE':
      return parseNotice(message, context)
    default:
      if (isNumeric(message.command) || silent.has(message.command)) return nothing
      return { events: [], unknown: `IRC command ${message.command.slice(0, 20)}` }
  }
}

/** One line; `\r\n` at its end may be there or not. An empty line carries nothing. */
export const parseIrc = (line: string, context: ParseContext): Parsed => {
  const message = parseIrcLine(line)
  if (message !== undefined) return parseIrcMessage(message, context)
  return line.trim() === '' ? nothing : malformed('no IRC line')
}
