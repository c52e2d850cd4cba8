export type Tags = readonly (readonly [name: string, value: string])[]

const escapes: Readonly<Record<string, string>> = { ' ': '\\s', ';': '\\:', '\\': '\\\\', '\r': '\\r', '\n': '\\n' }

/** IRCv3's escaping of tag values. */
export const escapeTag = (value: string): string =>
  /[ ;\\\r\n]/.test(value) ? value.replace(/[ ;\\\r\n]/g, (character) => escapes[character] ?? '') : value

/** `@name=value;… rest`, or the rest alone where there are no tags. */
export const toLine = (tags: Tags, rest: string): string => {
  if (tags.length === 0) return rest
  let text = '@'
  for (const [name, value] of tags) text += `${text.length === 1 ? '' : ';'}${name}=${escapeTag(value)}`
  return `${text} ${rest}`
}

/** The line as somebody sees it who did not ask for tags. */
export const withoutTags = (line: string): string => (line.startsWith('@') ? line.slice(line.indexOf(' ') + 1) : line)
