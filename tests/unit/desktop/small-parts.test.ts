import { describe, expect, it } from 'vitest'
import { closeCommandLine, isWithoutSandbox } from '../../../electron/hosts/desktop/command-line.ts'
import { followTheme } from '../../../electron/hosts/desktop/native-theme.ts'
import { openLink } from '../../../electron/hosts/desktop/open-link.ts'
import { readDesktopOptions } from '../../../electron/hosts/desktop/options.ts'
import { applyProxy, toProxyConfig } from '../../../electron/hosts/desktop/session-proxy.ts'
import { createWindowSystem } from '../../../electron/hosts/desktop/window-system.ts'
import { defaultPreferences } from '../../../shared/contract.ts'
import { ok } from '../../../shared/errors.ts'
import { createTestHost } from '../../harness/host.ts'
import { createScriptedCore } from '../../harness/scripted-core.ts'

describe('the packaged app’s command line', () => {
  const commandLine = (...names: readonly string[]) => {
    const switches = new Set(names)
    return {
      switches,
      hasSwitch: (name: string) => switches.has(name),
      removeSwitch(name: string) {
        switches.delete(name)
      },
    }
  }

  it('loses the switches that open its pages to others, and keeps the rest', () => {
    const line = commandLine('remote-debugging-port', 'ozone-platform', 'disable-web-security', 'lang')
    expect(closeCommandLine(line)).toEqual(['remote-debugging-port', 'disable-web-security'])
    expect([...line.switches]).toEqual(['ozone-platform', 'lang'])
    expect(closeCommandLine(line)).toEqual([])
  })

  it('tells whether the sandbox was taken away', () => {
    expect([isWithoutSandbox(commandLine('no-sandbox')), isWithoutSandbox(commandLine('lang'))]).toEqual([true, false])
  })
})

describe('the desktop’s own flags', () => {
  const linux = { platform: 'linux', home: '/home/ann' } as const

  it('are found among Chromium’s and Electron’s', () => {
    const args = ['--inspect=0', '/any/app', '--hidden', '--ozone-platform=x11', '--data-dir', '/data', '--demo']
    expect(readDesktopOptions(args, {}, linux)).toEqual({ dataFolder: '/data/demo', demo: true, hidden: true })
  })

  it('give way to the environment, and that to the system’s place', () => {
    expect(readDesktopOptions(['--data-dir'], { TRIBUTARY_DATA_DIR: '/env' }, linux).dataFolder).toBe('/env')
    expect(readDesktopOptions([], {}, linux)).toEqual({
      dataFolder: '/home/ann/.local/share/tributary',
      demo: false,
      hidden: false,
    })
  })
})

describe('a link', () => {
  it('that no browser takes is told, to be opened by hand', async () => {
    expect(await openLink('https://a.example/', async () => {})).toEqual(ok(undefined))
    const refused = await openLink('https://a.example/', () => Promise.reject(new Error('xdg-open: /home/ann')))
    expect(refused).toMatchObject({ ok: false, error: { kind: 'unsupported' } })
    expect(JSON.stringify(refused)).toContain('https://a.example/')
    expect(JSON.stringify(refused)).not.toContain('xdg-open')
  })
})

describe('Chromium’s own proxy', () => {
  it('is what the person chose, with no way around a manual one', () => {
    expect(toProxyConfig({ mode: 'system' })).toEqual({ mode: 'system' })
    expect(toProxyConfig({ mode: 'none' })).toEqual({ mode: 'direct' })
    expect(toProxyConfig({ mode: 'manual', url: 'socks5://127.0.0.1:1080' })).toEqual({
      mode: 'fixed_servers',
      proxyRules: 'socks5://127.0.0.1:1080',
      proxyBypassRules: '<local>',
    })
  })

  it('holds for every session, and says where one does not take it', async () => {
    const taken: unknown[] = []
    const session = { setProxy: async (config: unknown) => void taken.push(config) }
    expect(await applyProxy([session, session], { mode: 'none' })).toEqual(ok(undefined))
    expect(taken).toEqual([{ mode: 'direct' }, { mode: 'direct' }])
    const broken = { setProxy: () => Promise.reject(new Error('no')) }
    expect(await applyProxy([session, broken], { mode: 'none' })).toMatchObject({ ok: false })
  })
})

describe('the system’s part of the look', () => {
  it('follows the person’s theme until it is let go', () => {
    const core = createScriptedCore(createTestHost())
    core.publish('preferences', { ...defaultPreferences, theme: 'light' })
    const nativeTheme = { themeSource: 'system' as 'system' | 'light' | 'dark' }
    const stop = followTheme(core, nativeTheme)
    expect(nativeTheme.themeSource).toBe('light')
    core.publish('preferences', { ...defaultPreferences, theme: 'highContrast' })
    expect(nativeTheme.themeSource).toBe('dark')
    core.publish('preferences', { ...defaultPreferences, theme: 'system' })
    expect(nativeTheme.themeSource).toBe('system')
    stop()
    core.publish('preferences', { ...defaultPreferences, theme: 'dark' })
    expect(nativeTheme.themeSource).toBe('system')
  })
})

describe('what this system can do to a window', () => {
  const canOn = (platform: NodeJS.Platform, session?: string) =>
    createWindowSystem({
      create: () => {
        throw new Error('no window is made here')
      },
      screen: {
        getAllDisplays: () => [],
        getPrimaryDisplay: () => {
          throw new Error('no display is asked for here')
        },
        getDisplayMatching: () => {
          throw new Error('no display is asked for here')
        },
      },
      nativeTheme: { shouldUseDarkColors: true },
      icon: '/icon.png',
      platform,
      env: session === undefined ? {} : { XDG_SESSION_TYPE: session },
    }).can

  it('is everything but see-through windows on Linux, and windows on top under Wayland', () => {
    expect([canOn('darwin'), canOn('win32')]).toEqual(
      Array.from({ length: 2 }, () => ({ alwaysOnTop: true, opacity: true })),
    )
    expect(canOn('linux', 'x11')).toEqual({ alwaysOnTop: true, opacity: false })
    expect(canOn('linux', 'wayland')).toEqual({ alwaysOnTop: false, opacity: false })
  })
})
