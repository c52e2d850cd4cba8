import { describe, expect, it } from 'vitest'
import { createSubject } from '../../../electron/core/observable.ts'
import { createDesktopServices } from '../../../electron/hosts/desktop/desktop-services.ts'
import type { LoginItem } from '../../../electron/hosts/desktop/login-item.ts'
import { type DesktopState, defaultDesktopSettings } from '../../../electron/hosts/desktop/settings-schema.ts'
import type { DesktopSettings, DesktopView, UpdateView } from '../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'

const refusal = (message: string): Result<never> => failed({ kind: 'refused', code: 'test', reason: message, message })

/** Everything the services reach, as it stands; what is named in `refuses` does not work. */
const start = (
  more: {
    readonly settings?: Partial<DesktopSettings>
    readonly tray?: boolean
    readonly offer?: LoginItem['offer']
    readonly systemStarts?: boolean
  } = {},
) => {
  const refuses = new Set<string>()
  const acts: string[] = []
  const settings = { ...defaultDesktopSettings, ...more.settings }
  const system = { starts: more.systemStarts ?? settings.startAtLogin }
  const act = (name: string, value: unknown): Result<void> => {
    const said = `${name} ${JSON.stringify(value)}`
    acts.push(said)
    return refuses.has(name) || refuses.has(said) ? refusal(`${name} does not work.`) : ok(undefined)
  }
  const state = createSubject<DesktopState>({ settings, windows: [], secrets: null })
  const question = createSubject<DesktopView['secretsQuestion']>({ why: 'There is no keyring.' })
  const update = createSubject<UpdateView>({ status: 'idle' })
  const services = createDesktopServices({
    store: {
      state,
      change(change) {
        const next = change(state.value)
        const written = act('store', true)
        if (written.ok) state.set(next)
        return written
      },
    },
    tray: more.tray ?? true,
    loginItem: {
      offer: more.offer ?? { can: true },
      isOn: async () => system.starts,
      async apply(on) {
        const applied = act('login', on)
        if (applied.ok) system.starts = on
        return applied
      },
      refresh: async () => act('refresh', system.starts),
    },
    spellChecker: {
      languages: ['de', 'en-GB'],
      check: (languages) => (languages.includes('tlh') ? refusal('No dictionary for tlh.') : ok(undefined)),
      apply: (languages) => act('spelling', languages),
    },
    proxy: {
      check: (proxy) => {
        if (proxy.mode !== 'manual') return ok(proxy)
        return proxy.url === 'nonsense' ? refusal('No such proxy.') : ok({ ...proxy, url: proxy.url.toLowerCase() })
      },
      apply: async (proxy) => act('proxy', proxy),
    },
    secrets: { question, keep: async (where) => act('keep', where) },
    updates: { view: update, check: async () => act('check', true), take: async () => act('take', true) },
  })
  return { services, state, question, update, refuses, acts, system, settings }
}

const everything: Partial<DesktopSettings> = {
  closeToTray: true,
  startAtLogin: true,
  spellCheck: ['de'],
  proxy: { mode: 'manual', url: 'HTTP://proxy.example:3128' },
  checkForUpdates: false,
}

describe('a change of the desktop settings', () => {
  it.each<[string, Partial<DesktopSettings>, Parameters<typeof start>[0], string]>([
    ['a tray that is not there', { closeToTray: true }, { tray: false }, 'This desktop shows no tray icons.'],
    [
      'a start at login that nobody can do',
      { startAtLogin: true },
      { offer: { can: false, why: 'It is not installed.' } },
      'It is not installed.',
    ],
    ['a language without a dictionary', { spellCheck: ['tlh'] }, {}, 'No dictionary for tlh.'],
    ['a proxy that is none', { proxy: { mode: 'manual', url: 'nonsense' } }, {}, 'No such proxy.'],
  ])('touches nothing at all when it asks for %s', async (_, change, parts, why) => {
    const { services, acts, settings } = start(parts)
    expect(await services.change({ notifyMentions: false, ...everything, ...change })).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(why) },
    })
    expect(acts).toEqual([])
    expect(services.view.value.settings).toEqual(settings)
  })

  it('puts back what it had done when a later part fails', async () => {
    const { services, refuses, acts, settings, system } = start({ settings: { spellCheck: ['en-GB'] } })
    refuses.add('login')
    expect(await services.change(everything)).toEqual(refusal('login does not work.'))
    expect(acts).toEqual([
      'spelling ["de"]',
      'proxy {"mode":"manual","url":"http://proxy.example:3128"}',
      'login true',
      'proxy {"mode":"system"}',
      'spelling ["en-GB"]',
    ])
    expect(services.view.value.settings).toEqual(settings)
    expect(system.starts).toBe(false)
  })

  it('puts everything back when it cannot be stored', async () => {
    const { services, refuses, acts, settings, system } = start()
    refuses.add('store')
    expect(await services.change(everything)).toEqual(refusal('store does not work.'))
    expect(acts.slice(-3)).toEqual(['login false', 'proxy {"mode":"system"}', 'spelling []'])
    expect(services.view.value.settings).toEqual(settings)
    expect(system.starts).toBe(false)
  })

  it('names what it could not put back', async () => {
    const { services, refuses } = start()
    refuses.add('login').add('spelling []')
    expect(await services.change(everything)).toEqual({
      ok: false,
      error: {
        kind: 'refused',
        code: 'test',
        reason: 'login does not work.',
        message:
          'login does not work. What had been changed already could not be put back: the spell checker. Look at Settings, and choose again.',
      },
    })
  })

  it('is in force and stored as a whole, the proxy tidied', async () => {
    const { services, acts, settings } = start()
    const told: DesktopSettings[] = []
    services.view.subscribe((view) => told.push(view.settings))
    expect(await services.change(everything)).toEqual(ok(undefined))
    const next = { ...settings, ...everything, proxy: { mode: 'manual', url: 'http://proxy.example:3128' } }
    expect(told).toEqual([next])
    expect(services.view.value.settings).toEqual(next)
    expect(acts.at(-1)).toBe('store true')
  })

  it('touches only what it changes', async () => {
    const { services, acts } = start({ settings: { spellCheck: ['de'], proxy: { mode: 'none' }, startAtLogin: true } })
    await services.change({ notifyMentions: false, spellCheck: ['de'], proxy: { mode: 'none' }, startAtLogin: true })
    expect(acts).toEqual(['store true'])
  })

  it('lets a person switch off what this system can no longer do', async () => {
    const { services } = start({
      settings: { closeToTray: true, startAtLogin: true },
      tray: false,
      offer: { can: false, why: 'It is not installed.' },
    })
    expect(await services.change({ notifyMentions: false })).toEqual(ok(undefined))
    expect(await services.change({ closeToTray: false, startAtLogin: false })).toEqual(ok(undefined))
  })

  it('waits for the one before it', async () => {
    const { services, refuses } = start()
    refuses.add('login')
    const [first, second] = await Promise.all([services.change(everything), services.change({ closeToTray: true })])
    expect([first.ok, second.ok]).toEqual([false, true])
    expect(services.view.value.settings).toEqual({ ...defaultDesktopSettings, closeToTray: true })
  })
})

describe('the start', () => {
  it('puts the stored settings in force, and says what could not be', async () => {
    const { services, refuses, acts } = start({ settings: { spellCheck: ['de'], proxy: { mode: 'none' } } })
    refuses.add('proxy')
    expect(await services.start()).toEqual(['proxy does not work.'])
    expect(acts).toEqual(['spelling ["de"]', 'proxy {"mode":"none"}', 'refresh false'])
  })

  it.each([true, false])('believes the system about starting at login: %s', async (systemStarts) => {
    const { services, acts } = start({ settings: { startAtLogin: !systemStarts }, systemStarts })
    await services.start()
    expect(services.view.value.settings.startAtLogin).toBe(systemStarts)
    expect(acts.filter((act) => act.startsWith('login'))).toEqual([])
  })

  it('keeps the choice where this build cannot start at login: another one may', async () => {
    const { services } = start({
      settings: { startAtLogin: true },
      systemStarts: false,
      offer: { can: false, why: 'It is not installed.' },
    })
    await services.start()
    expect(services.view.value.settings.startAtLogin).toBe(true)
  })
})

it('is one view of everything, told after every change, and nothing after the stop', async () => {
  const { services, question, update } = start()
  expect(services.view.value).toEqual({
    settings: defaultDesktopSettings,
    offers: { tray: true, startAtLogin: { can: true }, spellCheck: ['de', 'en-GB'] },
    secretsQuestion: { why: 'There is no keyring.' },
    update: { status: 'idle' },
  })
  const told: DesktopView[] = []
  services.view.subscribe((view) => told.push(view))
  question.set(null)
  update.set({ status: 'checking' })
  expect(told.map(({ secretsQuestion, update }) => [secretsQuestion, update.status])).toEqual([
    [null, 'idle'],
    [null, 'checking'],
  ])
  services.stop()
  update.set({ status: 'idle' })
  expect(told).toHaveLength(2)
})

it('leaves updates and where sign-ins rest to the parts that do it', async () => {
  const { services, refuses, acts } = start()
  refuses.add('keep')
  await services.checkForUpdate()
  await services.update()
  expect(await services.keepSecrets('file')).toEqual(refusal('keep does not work.'))
  expect(acts).toEqual(['check true', 'take true', 'keep "file"'])
})
