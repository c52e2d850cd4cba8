import { describe, expect, it } from 'vitest'
import { createAlerts } from '../../../electron/core/alerts.ts'
import { openSettings, readSettings } from '../../../electron/core/settings.ts'
import { defaultPreferences } from '../../../shared/contract.ts'
import { failed, ok } from '../../../shared/errors.ts'
import { makeChannelId } from '../../../shared/model.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

const createDisk = (documents: Record<string, string> = {}) => {
  const disk = { full: false, writes: 0, documents }
  return {
    disk,
    documents: {
      read: async (name: string) => disk.documents[name],
      write: async (name: string, text: string) => {
        disk.writes += 1
        if (disk.full) return failed({ kind: 'refused', code: 'ENOSPC', reason: 'full', message: 'The disk is full.' })
        disk.documents[name] = text
        return ok(undefined)
      },
      setAside: async (name: string) => {
        disk.documents[`${name}.aside`] = disk.documents[name] ?? ''
        delete disk.documents[name]
        return `${name}.aside`
      },
    },
  }
}

const stored = (change: Record<string, unknown> = {}) =>
  JSON.stringify({ version: 1, channels: [], accounts: [], clientIds: {}, preferences: defaultPreferences, ...change })

describe('settings', () => {
  it('start with defaults where nothing was stored', async () => {
    const alerts = createAlerts()
    const store = await openSettings({ documents: createDisk().documents, log: silent }, alerts)
    expect(store.settings.value.preferences).toEqual(defaultPreferences)
    expect(alerts.views.value).toEqual([])
  })

  it('come back as they were stored', async () => {
    const { disk, documents } = createDisk()
    const alerts = createAlerts()
    const first = await openSettings({ documents, log: silent }, alerts)
    const id = makeChannelId('twitch', '1337')
    const ref = { id, platform: 'twitch', login: 'streamer_one', name: 'Streamer_One', private: false } as const
    first.change((value) => ({ ...value, channels: [{ ref, accountId: null }], clientIds: { twitch: 'abcdefghij' } }))
    await first.flush()
    const second = await openSettings({ documents: createDisk(disk.documents).documents, log: silent }, alerts)
    expect(second.settings.value).toEqual(first.settings.value)
  })

  it('give a preference that is newer than the file its default', () => {
    const { theme: _, ...older } = defaultPreferences
    const reading = readSettings(stored({ preferences: older }))
    expect(reading).toMatchObject({ kind: 'read', settings: { preferences: { theme: 'system' } } })
  })

  it.each([
    ['no JSON', '{"version": 1, "chan', /not JSON/],
    ['no object', '[]', /no settings/],
    ['a newer version', stored({ version: 99 }), /newer Tributary/],
    ['no version', '{"channels": []}', /does not say its version/],
    ['an older version without a way up', stored({ version: 0 }), /unknown version 0/],
    ['a channel id that nobody made', stored({ channels: [{ ref: { id: 'x' }, accountId: null }] }), /channels/],
    ['a font size out of range', stored({ preferences: { ...defaultPreferences, fontSize: 400 } }), /fontSize/],
  ])('that hold %s are set aside under a name that the person is told, never silently reset', async (_, text, why) => {
    const { disk, documents } = createDisk({ 'settings.json': text })
    const alerts = createAlerts()
    await openSettings({ documents, log: silent }, alerts)
    expect(disk.documents).toEqual({ 'settings.json.aside': text })
    expect(alerts.views.value).toHaveLength(1)
    expect(alerts.views.value[0]?.message).toMatch(why)
    expect(alerts.views.value[0]?.message).toContain('settings.json.aside')
  })

  it('stay in force and say so when the disk is full, and are written with the next change', async () => {
    const { disk, documents } = createDisk()
    const alerts = createAlerts()
    const store = await openSettings({ documents, log: silent }, alerts)
    disk.full = true
    store.change((value) => ({ ...value, preferences: { ...value.preferences, fontSize: 20 } }))
    await store.flush()
    expect(store.settings.value.preferences.fontSize).toBe(20)
    expect(alerts.views.value.map((alert) => alert.id)).toEqual(['settings-write'])
    expect(disk.documents['settings.json']).toBeUndefined()
    disk.full = false
    store.change((value) => ({ ...value, preferences: { ...value.preferences, density: 'compact' } }))
    await store.flush()
    expect(alerts.views.value).toEqual([])
    expect(JSON.parse(disk.documents['settings.json'] ?? '')).toEqual(store.settings.value)
  })

  it('that could not be written are tried a last time when Tributary closes', async () => {
    const { disk, documents } = createDisk()
    const store = await openSettings({ documents, log: silent }, createAlerts())
    disk.full = true
    store.change((value) => ({ ...value, preferences: { ...value.preferences, fontSize: 20 } }))
    await store.flush()
    disk.full = false
    await store.flush()
    expect(JSON.parse(disk.documents['settings.json'] ?? '')).toEqual(store.settings.value)
  })

  it('write only the last of many changes made while a write is under way', async () => {
    const { disk, documents } = createDisk()
    const store = await openSettings({ documents, log: silent }, createAlerts())
    for (let size = 11; size <= 24; size++) {
      store.change((value) => ({ ...value, preferences: { ...value.preferences, fontSize: size } }))
    }
    await store.flush()
    expect(disk.writes).toBeLessThanOrEqual(2)
    expect(JSON.parse(disk.documents['settings.json'] ?? '').preferences.fontSize).toBe(24)
  })
})
