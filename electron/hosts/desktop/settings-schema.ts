/** What lies in desktop.json: its schema, the steps from older versions, and what is missing made whole. */
import type { Schema } from 'electron-store'
import type { DesktopSettings } from '../../../shared/contract.ts'
import { type ChannelId, isChannelId } from '../../../shared/model.ts'
import type { WindowState } from './window-state.ts'

export const desktopFileVersion = 1

/** In force until a person has chosen. */
export const defaultDesktopSettings: DesktopSettings = {
  closeToTray: false,
  notifyMentions: true,
  startAtLogin: false,
  spellCheck: [],
  proxy: { mode: 'system' },
  checkForUpdates: true,
}

/** What only the desktop host knows. */
export interface DesktopState {
  readonly settings: DesktopSettings
  /** How they stood, the one used last at the end. */
  readonly windows: readonly WindowState[]
  /** What the person said about keeping sign-ins without a keyring; null until asked. */
  readonly secrets: 'memory' | 'file' | null
}

/** As it is in the file: every part may be missing, and a view is any text. */
export interface DesktopFile {
  version?: number
  settings?: Partial<DesktopSettings>
  windows?: readonly (Omit<WindowState, 'view'> & { readonly view: string })[]
  secrets?: 'memory' | 'file' | null
}

const place = { type: 'integer', minimum: -1_000_000, maximum: 1_000_000 } as const
const size = { type: 'integer', minimum: 1, maximum: 1_000_000 } as const
const yesOrNo = { type: 'boolean' } as const

export const desktopFileSchema: Schema<DesktopFile> = {
  version: { const: desktopFileVersion },
  settings: {
    type: 'object',
    properties: {
      closeToTray: yesOrNo,
      notifyMentions: yesOrNo,
      startAtLogin: yesOrNo,
      spellCheck: {
        type: 'array',
        maxItems: 10,
        items: { type: 'string', pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' },
      },
      proxy: {
        type: 'object',
        required: ['mode'],
        oneOf: [
          { properties: { mode: { enum: ['system', 'none'] } } },
          { properties: { mode: { const: 'manual' }, url: { type: 'string', maxLength: 300 } }, required: ['url'] },
        ],
      },
      checkForUpdates: yesOrNo,
    },
  },
  windows: {
    type: 'array',
    items: {
      type: 'object',
      required: ['bounds', 'maximized', 'alwaysOnTop', 'opacity', 'compact', 'view'],
      properties: {
        bounds: {
          type: 'object',
          required: ['x', 'y', 'width', 'height'],
          properties: { x: place, y: place, width: size, height: size },
        },
        maximized: yesOrNo,
        alwaysOnTop: yesOrNo,
        opacity: { type: 'number', minimum: 0.3, maximum: 1 },
        compact: yesOrNo,
        view: { type: 'string', maxLength: 400 },
      },
    },
  },
  secrets: { enum: ['memory', 'file', null] },
}

type Steps = Readonly<Record<number, (file: Record<string, unknown>) => Record<string, unknown>>>

/** Pure steps from each version to the next; `steps[1]` will lead from 1 to 2. */
const steps: Steps = {}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A file's text in today's shape, not yet checked against the schema. Throws a reason that fits into "could not be read (…)". */
export const readDesktopFile = (text: string, to = desktopFileVersion, by: Steps = steps): Record<string, unknown> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('it is not JSON')
  }
  if (!isRecord(value) || typeof value['version'] !== 'number') throw new Error('it does not say its version')
  let file = value
  for (let version = value['version']; version !== to; version++) {
    const step = by[version]
    if (version > to) throw new Error(`it was written by a newer Tributary (version ${version})`)
    if (step === undefined) throw new Error(`it has the unknown version ${version}`)
    file = { ...step(file), version: version + 1 }
  }
  return file
}

const readView = (view: string): ChannelId | 'all' => (isChannelId(view) ? view : 'all')

/** What the file says, and the defaults where it says nothing (a newer setting, or no file at all). */
export const stateOf = ({ settings = {}, windows = [], secrets = null }: DesktopFile): DesktopState => ({
  settings: {
    closeToTray: settings.closeToTray ?? defaultDesktopSettings.closeToTray,
    notifyMentions: settings.notifyMentions ?? defaultDesktopSettings.notifyMentions,
    startAtLogin: settings.startAtLogin ?? defaultDesktopSettings.startAtLogin,
    spellCheck: settings.spellCheck ?? defaultDesktopSettings.spellCheck,
    proxy: settings.proxy ?? defaultDesktopSettings.proxy,
    checkForUpdates: settings.checkForUpdates ?? defaultDesktopSettings.checkForUpdates,
  },
  windows: windows.map((window) => ({ ...window, view: readView(window.view) })),
  secrets,
})
