/** What is kept between starts, versioned. Secrets are never among it. */
import { z } from 'zod'
import { defaultPreferences } from '../../shared/contract.ts'
import { type ChannelId, isChannelId, platformIds } from '../../shared/model.ts'
import type { Alerts } from './alerts.ts'
import { createSubject, type Observable } from './observable.ts'
import type { HostServices } from './ports/host.ts'

export const settingsVersion = 1

const channelId = z.custom<ChannelId>((value) => typeof value === 'string' && isChannelId(value))
const platformId = z.enum(platformIds)

export const preferencesSchema = z.strictObject({
  theme: z.enum(['system', 'dark', 'light', 'highContrast']),
  fontSize: z.number().int().min(11).max(24),
  density: z.enum(['cosy', 'compact']),
  animateEmotes: z.boolean(),
  showTimes: z.boolean(),
  announce: z.enum(['off', 'mentions', 'all']),
  sendBoxes: z.boolean(),
  hidePrivate: z.boolean(),
  targets: z.array(channelId).max(500).readonly(),
  keys: z.record(z.string().max(60), z.string().max(40)).readonly(),
})

const storedAccount = z.object({
  id: z.string().min(1),
  platform: platformId,
  userId: z.string().min(1),
  login: z.string().min(1),
  name: z.string(),
  scopes: z.array(z.string()).readonly(),
  clientId: z.string().min(1),
})

const storedChannel = z.object({
  ref: z.object({
    id: channelId,
    platform: platformId,
    login: z.string().min(1),
    name: z.string().min(1),
    url: z.string().exactOptional(),
    private: z.boolean(),
  }),
  accountId: z.string().nullable(),
})

const settingsSchema = z.object({
  version: z.literal(settingsVersion),
  channels: z.array(storedChannel).readonly(),
  accounts: z.array(storedAccount).readonly(),
  clientIds: z.partialRecord(platformId, z.string()).readonly(),
  preferences: preferencesSchema,
})

export interface Settings extends Readonly<z.infer<typeof settingsSchema>> {}
export type StoredChannel = Readonly<z.infer<typeof storedChannel>>

const defaults: Settings = {
  version: settingsVersion,
  channels: [],
  accounts: [],
  clientIds: {},
  preferences: defaultPreferences,
}

/** Pure steps from each version to the next; `migrations[1]` will lead from 1 to 2. */
const migrations: Readonly<Record<number, (settings: Record<string, unknown>) => Record<string, unknown>>> = {}

export type SettingsReading =
  | { readonly kind: 'read'; readonly settings: Settings }
  | { readonly kind: 'unusable'; readonly why: string }

/** Reads what was stored; preferences that are missing (a newer field) get their default. */
export const readSettings = (text: string): SettingsReading => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'unusable', why: 'it is not JSON' }
  }
  let record = z.record(z.string(), z.unknown()).safeParse(value).data
  if (record === undefined) return { kind: 'unusable', why: 'it holds no settings' }
  for (let version = Number(record['version']); version < settingsVersion; version++) {
    const migrate = migrations[version]
    if (migrate === undefined) return { kind: 'unusable', why: `it has the unknown version ${version}` }
    record = migrate(record)
  }
  if (record['version'] !== settingsVersion) {
    return typeof record['version'] === 'number'
      ? { kind: 'unusable', why: `it was written by a newer Tributary (version ${record['version']})` }
      : { kind: 'unusable', why: 'it does not say its version' }
  }
  const preferences = z.record(z.string(), z.unknown()).safeParse(record['preferences']).data ?? {}
  const parsed = settingsSchema.safeParse({
    ...defaults,
    ...record,
    preferences: { ...defaultPreferences, ...preferences },
  })
  if (parsed.success) return { kind: 'read', settings: parsed.data }
  const issue = parsed.error.issues[0]
  return { kind: 'unusable', why: issue === undefined ? 'it is damaged' : `${issue.path.join('.')}: ${issue.message}` }
}

export interface SettingsStore {
  readonly settings: Observable<Settings>
  /** Changes at once and writes soon; what could not be written is told, and tried again with the next change or `flush`. */
  change(update: (settings: Settings) => Settings): void
  /** Resolves when everything is on disk or was told that it cannot be. */
  flush(): Promise<void>
}

export const settingsDocument = 'settings.json'

/** Loads the settings; a document that cannot be used is set aside under a name that the person is told. */
export const openSettings = async (
  host: Pick<HostServices, 'documents' | 'log'>,
  alerts: Alerts,
): Promise<SettingsStore> => {
  const subject = createSubject(await load(host, alerts))
  let writing: Promise<void> | undefined
  let dirty = false
  let unwritten = false
  const writeAll = async () => {
    while (dirty) {
      dirty = false
      const result = await host.documents.write(settingsDocument, `${JSON.stringify(subject.value, null, 2)}\n`)
      unwritten = !result.ok
      if (result.ok) {
        alerts.dismiss('settings-write')
      } else {
        host.log.warn('settings not written', { kind: result.error.kind })
        alerts.raise({
          id: 'settings-write',
          severity: 'error',
          message: `${result.error.message} Your changes are in force until you close Tributary; it tries again with your next change, and a last time when you close it.`,
        })
      }
    }
    writing = undefined
  }
  return {
    settings: subject,
    change(update) {
      subject.set(update(subject.value))
      dirty = true
      writing ??= writeAll()
    },
    async flush() {
      await writing
      if (!unwritten) return
      dirty = true
      writing ??= writeAll()
      await writing
    },
  }
}

const load = async (host: Pick<HostServices, 'documents' | 'log'>, alerts: Alerts): Promise<Settings> => {
  const text = await host.documents.read(settingsDocument)
  if (text === undefined) return defaults
  const reading = readSettings(text)
  if (reading.kind === 'read') return reading.settings
  const aside = await host.documents.setAside(settingsDocument)
  host.log.warn('settings set aside', { why: reading.why, aside })
  alerts.raise({
    id: 'settings-set-aside',
    severity: 'warning',
    message: `The settings could not be read (${reading.why}). They were kept as ${aside}, and Tributary started with new ones. Your accounts and channels are not lost: mend that file and put it back as ${settingsDocument}, or add them again.`,
  })
  return defaults
}
