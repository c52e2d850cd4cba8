import { describe, expect, it } from 'vitest'
import { attachContextMenu, type ContextMenuPlace } from '../../../electron/hosts/desktop/context-menu.ts'
import type { MenuEntry } from '../../../electron/hosts/desktop/menu-entry.ts'
import { settle } from '../../harness/clock.ts'
import { click, find, labelsOf } from './menus.ts'

const flags: ContextMenuPlace['editFlags'] = {
  canUndo: true,
  canRedo: false,
  canCut: false,
  canCopy: false,
  canPaste: true,
  canDelete: false,
  canSelectAll: true,
  canEditRichly: false,
}
const nowhere: ContextMenuPlace = {
  isEditable: false,
  formControlType: 'none',
  misspelledWord: '',
  dictionarySuggestions: [],
  selectionText: '',
  linkURL: '',
  editFlags: flags,
}
const input: ContextMenuPlace = { ...nowhere, isEditable: true, formControlType: 'text-area' }

const attach = (broken: { dictionary?: true; clipboard?: true } = {}) => {
  const acts: string[] = []
  const menus: (readonly MenuEntry[])[] = []
  let rightClick: (event: unknown, place: ContextMenuPlace) => void = () => {}
  attachContextMenu({
    contents: {
      on: (_, listener) => {
        rightClick = listener
      },
      replaceMisspelling: (word) => acts.push(`replace ${word}`),
    },
    window: 'this window',
    Menu: {
      buildFromTemplate: (entries) => ({
        popup: ({ window }) => {
          acts.push(`menu in ${window}`)
          menus.push(entries)
        },
      }),
    },
    session: {
      addWordToSpellCheckerDictionary(word) {
        acts.push(`add ${word}`)
        return broken.dictionary !== true
      },
    },
    clipboard: {
      async writeText(text) {
        if (broken.clipboard === true) throw new Error('no clipboard')
        acts.push(`copied ${text}`)
      },
    },
    openLink: (address) => acts.push(`opened ${address}`),
    onProblem: (message) => acts.push(message),
  })
  const open = (place: ContextMenuPlace): readonly MenuEntry[] => {
    rightClick({}, place)
    return menus.at(-1) ?? []
  }
  return { acts, open }
}

describe('a right click', () => {
  it('opens nothing where there is nothing to do', () => {
    const { acts, open } = attach()
    open(nowhere)
    open({ ...nowhere, selectionText: ' \n' })
    expect(acts).toEqual([])
  })

  it.each([
    'app://tributary/index.html#/twitch%3Aann',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'http://example.com/',
    'https://name:secret@example.com/',
    'not an address',
  ])('offers nothing for a link that would not be opened: %s', (linkURL) => {
    const { acts, open } = attach()
    open({ ...nowhere, linkURL })
    expect(acts).toEqual([])
  })

  it('offers the address of a link as it would be opened', async () => {
    const { acts, open } = attach()
    const menu = open({ ...nowhere, linkURL: 'https://EXAMPLE.com/a b'.replace(' ', '%20') })
    expect(labelsOf(menu)).toEqual(['Open Link', 'Copy Link Address'])
    click(menu, 'Open Link')
    click(menu, 'Copy Link Address')
    await settle()
    expect(acts).toEqual([
      'menu in this window',
      'opened https://example.com/a%20b',
      'copied https://example.com/a%20b',
    ])
  })

  it('offers a selection to be copied, also on a link', () => {
    const { open } = attach()
    expect(labelsOf(open({ ...nowhere, selectionText: 'hello' }))).toEqual(['copy'])
    expect(labelsOf(open({ ...nowhere, selectionText: 'hello', linkURL: 'https://example.com/' }))).toEqual([
      'Open Link',
      'Copy Link Address',
      '—',
      'copy',
    ])
  })

  it('offers in an input what can be done there', () => {
    const menu = attach().open(input)
    expect(menu.map(({ role, enabled }) => [role, enabled])).toEqual([
      ['cut', false],
      ['copy', false],
      ['paste', true],
      [undefined, undefined],
      ['selectAll', true],
    ])
  })

  it('offers the words that a misspelled one may have meant', () => {
    const { acts, open } = attach()
    const words = ['one', 'R&D', 'three', 'four', 'five', 'six']
    const menu = open({ ...input, misspelledWord: 'oen', dictionarySuggestions: words })
    expect(labelsOf(menu).slice(0, 7)).toEqual(['one', 'R&&D', 'three', 'four', 'five', 'Add “oen” to Dictionary', '—'])
    click(menu, 'R&&D')
    click(menu, 'Add “oen” to Dictionary')
    expect(acts).toEqual(['menu in this window', 'replace R&D', 'add oen'])
  })

  it('never tells a word of a password', () => {
    const menu = attach().open({
      ...input,
      formControlType: 'input-password',
      misspelledWord: 'hunter2',
      dictionarySuggestions: ['hunter'],
    })
    expect(JSON.stringify(menu)).not.toContain('hunter')
  })

  it('says what did not work', async () => {
    const { acts, open } = attach({ dictionary: true, clipboard: true })
    click(open({ ...input, misspelledWord: 'oen' }), 'Add “oen” to Dictionary')
    click(open({ ...nowhere, linkURL: 'https://example.com/' }), 'Copy Link Address')
    await settle()
    expect(acts).toContain('The word could not be added to the dictionary.')
    expect(acts).toContain('The address of the link could not be copied.')
    expect(find(open(input), 'paste').enabled).toBe(true)
  })
})
