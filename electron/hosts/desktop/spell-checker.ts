/**
 * Spelling in the inputs. It is off until a person chooses a language: on Windows and Linux Chromium then fetches that
 * language's dictionary from its own host, and apart from that no page of ours reaches the network. What is written goes
 * nowhere. macOS checks by itself, in the languages that it finds, with nothing to fetch and nothing to choose.
 */
import type { Session } from 'electron'
import { failed, ok, type Result } from '../../../shared/errors.ts'

export interface SpellCheckerParts {
  readonly session: Pick<
    Session,
    'setSpellCheckerEnabled' | 'setSpellCheckerLanguages' | 'availableSpellCheckerLanguages'
  > & {
    on(
      event: 'spellcheck-dictionary-download-failure',
      listener: (event: unknown, languageCode: string) => void,
    ): unknown
  }
  readonly platform: NodeJS.Platform
  /** What a person should know, in whole sentences. */
  readonly onProblem: (message: string) => void
}

export interface SpellChecker {
  /** Empty where the system chooses by itself. */
  readonly languages: readonly string[]
  /** Why `languages` cannot be checked, before anything is done about them. */
  check(languages: readonly string[]): Result<void>
  /** Of `languages` those that can be: a newer version may know fewer. */
  apply(languages: readonly string[]): Result<void>
}

export const createSpellChecker = ({ session, platform, onProblem }: SpellCheckerParts): SpellChecker => {
  if (platform === 'darwin') {
    session.setSpellCheckerEnabled(true)
    return { languages: [], check: () => ok(undefined), apply: () => ok(undefined) }
  }
  const known = [...session.availableSpellCheckerLanguages]
  // Until a language is chosen: Chromium begins with the system's, and would fetch its dictionary.
  session.setSpellCheckerLanguages([])
  session.setSpellCheckerEnabled(false)
  session.on('spellcheck-dictionary-download-failure', (_, language) => {
    onProblem(
      `The dictionary for ${language} could not be downloaded, so its spelling is not checked. Check your connection, then choose the language again in Settings.`,
    )
  })
  return {
    languages: known,
    check(languages) {
      const unknown = languages.find((language) => !known.includes(language))
      if (unknown === undefined) return ok(undefined)
      return failed({
        kind: 'invalid',
        field: 'spellCheck',
        reason: `there is no dictionary for ${unknown}`,
        message: `Spelling cannot be checked in ${unknown}: there is no dictionary for it. Choose one of the languages on offer.`,
      })
    },
    apply(languages) {
      const usable = languages.filter((language) => known.includes(language))
      try {
        session.setSpellCheckerLanguages(usable)
        session.setSpellCheckerEnabled(usable.length > 0)
        return ok(undefined)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        return failed({
          kind: 'refused',
          code: 'spelling',
          reason,
          message: `The spell checker did not take these languages (${reason}).`,
        })
      }
    },
  }
}
