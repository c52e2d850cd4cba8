import { describe, expect, it } from 'vitest'
import { describeLanguages, matchLanguages } from '../../../renderer/settings/languages.ts'
import { createAskMemory } from '../../../renderer/state/ask-memory.ts'

describe('languages', () => {
  it('that have no name are shown by their code, and none is lost', () => {
    expect(describeLanguages(['no_tag', 'de'])).toEqual([
      { code: 'de', name: 'German', native: 'Deutsch' },
      { code: 'no_tag', name: 'no_tag' },
    ])
  })

  it('are all there while nothing is looked for', () => {
    const languages = describeLanguages(['de', 'fr'])
    expect(matchLanguages(languages, '  ')).toEqual(languages)
  })
})

describe('what was asked of a window', () => {
  const createStorage = () => {
    const kept = new Map<string, string>()
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => {
        kept.set(key, value)
      },
    }
  }

  it('is met when it has risen, and only then', () => {
    const { take } = createAskMemory(createStorage)
    expect([1, 1, 3, 2, 3, 4].map(take)).toEqual([true, false, true, false, false, true])
  })

  it('is not met again by the page that is loaded after this one', () => {
    const storage = createStorage()
    createAskMemory(() => storage).take(2)
    const { take } = createAskMemory(() => storage)
    expect([take(2), take(3)]).toEqual([false, true])
  })

  it('is met once without storage too', () => {
    const { take } = createAskMemory(() => {
      throw new Error('storage is forbidden')
    })
    expect([take(1), take(1), take(2)]).toEqual([true, false, true])
  })
})
