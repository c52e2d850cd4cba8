import { describe, expect, it } from 'vitest'
import { createSpellChecker } from '../../../electron/hosts/desktop/spell-checker.ts'

const create = (platform: NodeJS.Platform, refuses?: string) => {
  const session = { enabled: true, languages: ['en-US'] as readonly string[] }
  const problems: string[] = []
  let fail: (event: unknown, language: string) => void = () => {}
  const checker = createSpellChecker({
    session: {
      availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US'],
      setSpellCheckerEnabled: (enable) => {
        session.enabled = enable
      },
      setSpellCheckerLanguages: (languages) => {
        if (refuses !== undefined && languages.length > 0) throw new Error(refuses)
        session.languages = languages
      },
      on: (_, listener) => {
        fail = listener
      },
    },
    platform,
    onProblem: (message) => problems.push(message),
  })
  return { checker, session, problems, failDownload: (language: string) => fail({}, language) }
}

describe('the spell checker', () => {
  it.each(['linux', 'win32'] as const)('fetches no dictionary on %s before a language is chosen', (platform) => {
    expect(create(platform).session).toEqual({ enabled: false, languages: [] })
  })

  it('refuses a language that it has no dictionary for, and says which', () => {
    const { checker, session } = create('linux')
    expect(checker.check(['de', 'tlh'])).toMatchObject({
      ok: false,
      error: { kind: 'invalid', field: 'spellCheck', message: expect.stringContaining('tlh') },
    })
    expect(session).toEqual({ enabled: false, languages: [] })
  })

  it('leaves out a stored language that this version has no dictionary for', () => {
    const { checker, session } = create('linux')
    expect(checker.apply(['tlh', 'de'])).toMatchObject({ ok: true })
    expect(session).toEqual({ enabled: true, languages: ['de'] })
    checker.apply(['tlh'])
    expect(session).toEqual({ enabled: false, languages: [] })
  })

  it('says when the system does not take it', () => {
    expect(create('linux', 'no such thing').checker.apply(['de'])).toMatchObject({
      ok: false,
      error: { kind: 'refused', message: expect.stringContaining('no such thing') },
    })
  })

  it('says when a dictionary does not come', () => {
    const { problems, failDownload } = create('linux')
    failDownload('de')
    expect(problems).toEqual([expect.stringContaining('The dictionary for de could not be downloaded')])
  })

  it('checks in the chosen languages, and stops when none is left', () => {
    const { checker, session } = create('win32')
    expect(checker.languages).toEqual(['de', 'en-GB', 'en-US'])
    expect(checker.check(['de', 'en-GB'])).toMatchObject({ ok: true })
    checker.apply(['de', 'en-GB'])
    expect(session).toEqual({ enabled: true, languages: ['de', 'en-GB'] })
    checker.apply([])
    expect(session).toEqual({ enabled: false, languages: [] })
  })

  it('leaves the choice to macOS', () => {
    const { checker, session } = create('darwin')
    expect(checker.languages).toEqual([])
    checker.apply(['de'])
    expect(session).toEqual({ enabled: true, languages: ['en-US'] })
  })
})
