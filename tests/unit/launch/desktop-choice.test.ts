/** Where Tributary opens: a window of its own or the browser, by what is asked and what is there. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appFlags, chooseHost, type LaunchFacts } from '../../../scripts/desktop-choice.ts'

const hour = 60 * 60 * 1000

const facts = (changes: Partial<LaunchFacts> = {}): LaunchFacts => ({
  args: [],
  demo: false,
  platform: 'linux',
  env: { DISPLAY: ':0' },
  isRoot: false,
  electronIsHere: true,
  failedMsAgo: undefined,
  ...changes,
})

const choose = (changes: Partial<LaunchFacts> = {}): string => {
  const choice = chooseHost(facts(changes))
  return choice.host === 'web' ? choice.says : choice.host
}

describe('where Tributary opens', () => {
  it('is a window of its own where Electron is, on every system', () => {
    expect([
      choose(),
      choose({ env: { WAYLAND_DISPLAY: 'wayland-0' } }),
      choose({ platform: 'darwin', env: {} }),
      choose({ platform: 'win32', env: {} }),
    ]).toEqual(['desktop', 'desktop', 'desktop', 'desktop'])
  })

  it.each([['--web'], ['--port', '4000'], ['--port=4000'], ['--no-browser']])(
    'is the browser when it is asked for: %s %s',
    (...args) => {
      expect(choose({ args })).toBe('Tributary is a page for a browser on this machine, as you asked.')
      expect(choose({ args: ['--desktop', ...args] })).toBe('desktop')
    },
  )

  it('is the browser for the demo, which nothing downloads for, unless a window is asked for', () => {
    expect(choose({ demo: true, electronIsHere: false })).toMatch(/opens in your browser, .*demo -- --desktop/u)
    expect(choose({ demo: true })).toMatch(/opens in your browser/u)
    expect(choose({ demo: true, args: ['--desktop'] })).toBe('desktop')
    expect(choose({ demo: true, args: ['--desktop'], electronIsHere: false })).toBe('download')
  })

  it('is the browser where no window could open, even when it is asked for', () => {
    for (const args of [[], ['--desktop']]) {
      expect(choose({ args, env: {} })).toMatch(/no display here/u)
      expect(choose({ args, env: { DISPLAY: '' } })).toMatch(/no display here/u)
      expect(choose({ args, isRoot: true })).toMatch(/does not run as root/u)
    }
  })

  it('downloads Electron where it is missing, and after a failure not again for a day unless asked', () => {
    const missing = { electronIsHere: false }
    expect(choose(missing)).toBe('download')
    expect(choose({ ...missing, failedMsAgo: 23 * hour })).toMatch(/not be downloaded lately, .*start -- --desktop/u)
    expect(choose({ ...missing, failedMsAgo: 25 * hour })).toBe('download')
    // A clock that was set back must not keep it from being tried for ever.
    expect(choose({ ...missing, failedMsAgo: -hour })).toBe('download')
    expect(choose({ ...missing, failedMsAgo: 0, args: ['--desktop'] })).toBe('download')
    expect(choose({ failedMsAgo: 0 })).toBe('desktop')
  })

  it('never downloads without a display, for root, for the demo or for the browser', () => {
    const anything = fc.record({
      args: fc.subarray(['--desktop', '--web', '--port', '--no-browser']),
      demo: fc.boolean(),
      platform: fc.constantFrom<NodeJS.Platform>('linux', 'darwin', 'win32'),
      env: fc.constantFrom({}, { DISPLAY: ':0' }),
      isRoot: fc.boolean(),
      electronIsHere: fc.boolean(),
      failedMsAgo: fc.option(fc.integer({ min: -hour, max: 48 * hour }), { nil: undefined }),
    })
    fc.assert(
      fc.property(anything, (given) => {
        if (chooseHost(given).host !== 'download') return
        expect(given.electronIsHere).toBe(false)
        if (given.platform === 'linux') expect([given.env, given.isRoot]).toEqual([{ DISPLAY: ':0' }, false])
        if (!given.args.includes('--desktop')) expect([given.demo, given.args]).toEqual([false, []])
      }),
    )
  })

  it('is said in one sentence', () => {
    for (const changes of [{ args: ['--web'] }, { demo: true }, { env: {} }, { isRoot: true }])
      expect(choose(changes)).toMatch(/^[A-Z][^.]*\.$/u)
  })
})

describe('the flags', () => {
  it('of the launcher stay with it, the app gets its own', () => {
    expect(appFlags(['--desktop', '--data-dir', 'here', '--no-browser', '--port', '1', '--demo'])).toEqual([
      '--data-dir',
      'here',
      '--port',
      '1',
      '--demo',
    ])
  })
})
