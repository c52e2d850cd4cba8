/** Names of the languages that spelling can be checked in. */

export interface Language {
  /** As in `en-GB`. */
  readonly code: string
  /** In English, as the rest of the window: "German (Austria)". */
  readonly name: string
  /** In itself: "Deutsch (Österreich)"; absent where that is the same. */
  readonly native?: string
}

const nameIn = (locale: string, code: string): string | undefined => {
  try {
    return new Intl.DisplayNames(locale, { type: 'language', languageDisplay: 'standard', fallback: 'none' }).of(code)
  } catch {
    // Chromium's lists may hold codes that are no language tags.
    return undefined
  }
}

export const describeLanguage = (code: string): Language => {
  const name = nameIn('en', code) ?? code
  const native = nameIn(code, code)
  return native === undefined || native === name ? { code, name } : { code, name, native }
}

/** By their English names. */
export const describeLanguages = (codes: readonly string[]): readonly Language[] =>
  codes.map(describeLanguage).sort((left, right) => left.name.localeCompare(right.name, 'en'))

/** Without accents and case: "francais" finds "français". */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()

/** Whose name, own name or code holds every word of the query. */
export const matchLanguages = (languages: readonly Language[], query: string): readonly Language[] => {
  const words = plain(query)
    .split(/\s+/u)
    .filter((word) => word !== '')
  return languages.filter(({ code, name, native = '' }) => {
    const text = plain(`${name} ${native} ${code}`)
    return words.every((word) => text.includes(word))
  })
}
