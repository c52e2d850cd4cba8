/** What reaches the person, and what they answer: `dialog`, `shell`, `clipboard`. */
import { refuseUnknown } from './refuse.ts'

export interface Asked {
  readonly kind: 'message' | 'error' | 'open' | 'save'
  readonly title: string
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
}

export interface PersonControls {
  /** Addresses that were opened in the person's browser. */
  readonly opened: readonly string[]
  /** From now on nothing can be opened. */
  browserBroken: boolean
  /** Every dialog, in order. */
  readonly dialogs: readonly Asked[]
  /** Which button of a message is pressed; the first unless told. A promise leaves the dialog standing until it settles. */
  answer: (asked: Asked) => number | Promise<number>
  /** Files that were chosen. */
  files: readonly string[]
  clipboard: string
}

type MessageArguments =
  | readonly [window: unknown, options: Electron.MessageBoxOptions]
  | readonly [Electron.MessageBoxOptions]

export const createPerson = () => {
  const opened: string[] = []
  const dialogs: Asked[] = []
  const controls: PersonControls = {
    opened,
    browserBroken: false,
    dialogs,
    answer: () => 0,
    files: [],
    clipboard: '',
  }
  const ask = (kind: Asked['kind'], options: Partial<Electron.MessageBoxOptions>): Asked => {
    const { title = '', message = '', detail = '', buttons = [] } = options
    const asked = { kind, title, message, detail, buttons: [...buttons] }
    dialogs.push(asked)
    return asked
  }
  const optionsOf = (values: MessageArguments): Electron.MessageBoxOptions =>
    values.length === 1 ? values[0] : values[1]

  const dialog = refuseUnknown('dialog', {
    async showMessageBox(...values: MessageArguments) {
      const response = await controls.answer(ask('message', optionsOf(values)))
      return { response, checkboxChecked: false }
    },
    showErrorBox(title: string, content: string) {
      ask('error', { title, message: content })
    },
    async showOpenDialog() {
      ask('open', {})
      return { canceled: controls.files.length === 0, filePaths: [...controls.files] }
    },
    async showSaveDialog() {
      ask('save', {})
      return { canceled: controls.files.length === 0, filePath: controls.files[0] ?? '' }
    },
  } satisfies Pick<Electron.Dialog, 'showMessageBox' | 'showErrorBox' | 'showOpenDialog' | 'showSaveDialog'>)

  const open = async (what: string): Promise<void> => {
    if (controls.browserBroken) throw new Error('Failed to open: there is no application for it')
    opened.push(what)
  }
  const shell = refuseUnknown('shell', {
    openExternal: open,
    async openPath(path) {
      await open(path)
      return ''
    },
    showItemInFolder(path) {
      opened.push(path)
    },
    beep() {},
  } satisfies Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'beep'>)

  const clipboard = refuseUnknown('clipboard', {
    readText: async () => controls.clipboard,
    async writeText(text) {
      controls.clipboard = text
    },
    clear() {
      controls.clipboard = ''
    },
  } satisfies Pick<Electron.Clipboard, 'readText' | 'writeText' | 'clear'>)

  return { dialog, shell, clipboard, controls }
}
