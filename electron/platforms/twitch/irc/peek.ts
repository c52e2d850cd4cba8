/** Where an IRC line goes, found without parsing it: most lines are chat and are parsed once, by the channel's reader. */

export interface IrcPeek {
  readonly command: string
  /** The channel's login without `#`, where the first parameter is a channel. */
  readonly login: string | undefined
}

/** Undefined for what has no command. */
export const peekIrc = (line: string): IrcPeek | undefined => {
  let at = line.startsWith('@') ? skipWord(line, 0) : 0
  if (line.startsWith(':', at)) at = skipWord(line, at)
  const end = wordEnd(line, at)
  if (end === at) return undefined
  const command = line.slice(at, end)
  const first = skipWord(line, at)
  return {
    command,
    login: line.charCodeAt(first) === 35 ? line.slice(first + 1, wordEnd(line, first)) : undefined,
  }
}

const wordEnd = (line: string, from: number): number => {
  const space = line.indexOf(' ', from)
  return space < 0 ? line.length : space
}

const skipWord = (line: string, from: number): number => {
  let at = wordEnd(line, from)
  while (line.charCodeAt(at) === 32) at += 1
  return at
}
