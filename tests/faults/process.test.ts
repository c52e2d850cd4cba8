/** The built app and the demo as processes: started, ended, killed, started twice. Few, because each takes its time. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setImmediate as immediately } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Director, direct } from '../../scripts/simulated.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { createProcesses, type Started } from '../harness/processes.ts'
import { makeFolder } from '../harness/web-host.ts'
import { startFastSimulator, until } from './support.ts'

const root = join(import.meta.dirname, '..', '..')
let folder: Awaited<ReturnType<typeof makeFolder>>
let simulator: Simulator
const { start, isAlive, endAll } = createProcesses()

const startApp = (...args: readonly string[]): Started =>
  start([join(root, 'out', 'main', 'web.js'), '--data-dir', join(folder.path, 'data'), ...args], {
    TRIBUTARY_ENDPOINTS: join(folder.path, 'endpoints.json'),
  })

const dataFile = (name: string): string => readFileSync(join(folder.path, 'data', name), 'utf8')

const withDirector = async <Value>(url: string, run: (director: Director) => Promise<Value>): Promise<Value> => {
  const director = direct(url)
  try {
    return await run(director)
  } finally {
    director.stop()
  }
}

const signIn = async (director: Director): Promise<void> => {
  await director.invoke('accounts.setClientId', { platform: 'twitch', clientId: 'simulatedclient0123456789abcdef' })
  simulator.control.approveDevicesAutomatically({ user: 'river_host' })
  await director.invoke('accounts.signIn', { platform: 'twitch', permissionSets: ['moderate'] })
  await director.waitFor('signIn', (view) => view?.state.status === 'done')
}

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}, 60_000)

beforeEach(async () => {
  folder = await makeFolder()
  simulator = await startFastSimulator()
  await writeFile(join(folder.path, 'endpoints.json'), JSON.stringify(simulator.endpoints))
})

afterEach(async () => {
  await endAll()
  await simulator.stop()
  await folder.remove()
})

describe('the built app', () => {
  it('is ready soon, and Ctrl+C ends it in order and without a trace', async () => {
    const app = startApp()
    const url = await app.ready
    console.info(`ready after ${Math.round(app.readyAfterMs())} ms`)
    expect(app.readyAfterMs()).toBeLessThan(10_000)
    expect((await fetch(url)).status).toBe(200)
    app.child.kill('SIGINT')
    expect(await app.ended).toEqual({ code: 0, signal: null })
    expect(isAlive(app)).toBe(false)
    expect(readdirSync(join(folder.path, 'data'))).not.toContain('tributary.lock')
  })

  it('keeps what was changed last, however many signals a Ctrl+C becomes on its way', async () => {
    const app = startApp()
    const url = await app.ready
    await withDirector(url, async (director) => {
      await director.invoke('channels.add', { text: 'river_host' })
      await director.invoke('preferences.change', { fontSize: 21 })
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGTERM', 'SIGINT'] as const) {
        app.child.kill(signal)
        await immediately()
      }
      expect(await app.ended).toEqual({ code: 0, signal: null })
    })
    expect(JSON.parse(dataFile('settings.json'))).toMatchObject({
      channels: [{ ref: { login: 'river_host' } }],
      preferences: { fontSize: 21 },
    })
  })

  it('keeps settings and sign-ins through a kill, and starts again at once', async () => {
    const first = startApp()
    await withDirector(await first.ready, async (director) => {
      await signIn(director)
      await director.invoke('channels.add', { text: 'mosswood_mia' })
      await director.invoke('preferences.change', { theme: 'light' })
      await until(() => dataFile('settings.json').includes('"light"'), 'the settings are on disk')
    })
    first.child.kill('SIGKILL')
    await first.ended
    const second = startApp()
    await withDirector(await second.ready, async (director) => {
      const [account] = await director.waitFor('accounts', ([view]) => view?.status.kind === 'ready')
      const [view] = await director.waitFor('channels', ([channel]) => channel?.state.status === 'live')
      const { theme } = await director.waitFor('preferences', () => true)
      expect([account?.login, view?.ref.login, view?.accountId, theme]).toEqual([
        'river_host',
        'mosswood_mia',
        account?.id,
        'light',
      ])
    })
  })

  it('names another app that uses its data folder, and leaves that one alone', async () => {
    const first = startApp()
    const url = await first.ready
    const second = startApp()
    expect((await second.ended).code).toBe(1)
    expect(second.output()).toMatch(
      new RegExp(`did not start\\. Another Tributary \\(process ${first.child.pid}\\).*--data-dir`, 'u'),
    )
    expect((await fetch(url)).status).toBe(200)
  })

  it('names a data folder that cannot be, in words', async () => {
    const file = join(folder.path, 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'below')]) {
      const app = startApp('--data-dir', path)
      expect((await app.ended).code).toBe(1)
      expect(app.output()).toMatch(/did not start\. The data folder could not be made: [^()]*file.*--data-dir/u)
      expect(app.output()).not.toMatch(/ENOTDIR|EEXIST/u)
    }
  })

  it('ends soon although Twitch answers nothing any more', async () => {
    const app = startApp()
    await withDirector(await app.ready, async (director) => {
      await signIn(director)
      for (const text of ['river_host', 'mosswood_mia', 'tidal_tom', 'ember_arcade'])
        await director.invoke('channels.add', { text })
      await until(() => simulator.control.subscriptions().length === 20, 'all is subscribed')
    })
    simulator.control.failNext({ path: '/helix', answer: 'hang', count: 999 })
    app.child.kill('SIGINT')
    const told = performance.now()
    expect(await app.ended).toEqual({ code: 0, signal: null })
    expect(performance.now() - told).toBeLessThan(8_000)
  })

  it('names a port that is taken before it spends what signs an account in', async () => {
    const first = startApp()
    await withDirector(await first.ready, signIn)
    first.child.kill('SIGINT')
    await first.ended
    simulator.control.expireTokens({ user: 'river_host' })
    const renewals = () => simulator.control.requests().filter(({ path }) => path === '/oauth2/token').length
    const before = renewals()
    const second = startApp('--port', new URL(simulator.url).port)
    expect((await second.ended).code).toBe(1)
    expect(renewals()).toBe(before)
  })

  it('names a port that is taken', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const app = startApp('--port', String(port))
    expect((await app.ended).code).toBe(1)
    expect(app.output()).toMatch(new RegExp(`did not start\\..*${port}.*--port`, 'u'))
    await new Promise((resolve) => other.close(resolve))
  })

  it.each([
    ['no JSON', '{"twitch": ', /did not start\..*endpoints file.*TRIBUTARY_ENDPOINTS.*JSON/u],
    ['a server out there without https', '{"twitch":{"api":"http://example.com/helix"}}', /did not start\..*https/u],
    ['a platform that is none', '{"twich":{"api":"https://example.com"}}', /did not start\..*twich/u],
    ['a name that is none', '{"twitch":{"apu":"https://example.com"}}', /did not start\..*apu/u],
  ])('names an endpoints file that holds %s', async (_, text, words) => {
    await writeFile(join(folder.path, 'endpoints.json'), text)
    const app = startApp()
    expect((await app.ended).code).toBe(1)
    expect(app.output()).toMatch(words)
  })

  it('sets damaged settings aside, starts, and tells where they are', async () => {
    await mkdir(join(folder.path, 'data'))
    await writeFile(join(folder.path, 'data', 'settings.json'), '{"version":1,"chan')
    const app = startApp()
    await withDirector(await app.ready, async (director) => {
      const [alert] = await director.waitFor('alerts', (all) => all.length > 0)
      const aside = readdirSync(join(folder.path, 'data')).find((name) =>
        /^settings\.json\..*corrupt|corrupt.*settings/u.test(name),
      )
      expect([alert?.message, aside]).toEqual([
        expect.stringContaining(aside ?? 'a file set aside'),
        expect.any(String),
      ])
      expect(dataFile(aside ?? '')).toBe('{"version":1,"chan')
    })
  })
})

describe('a script', () => {
  it('ends with whoever started it, also when that was killed', async () => {
    const command = JSON.stringify([join(root, 'scripts', 'bootstrap.mjs'), 'simulator'])
    const shell = start([
      '-e',
      `require('node:child_process').spawnSync(process.execPath, ${command}, { stdio: 'inherit' })`,
    ])
    await until(() => shell.output().includes('"simulator"'), 'it is ready')
    shell.child.kill('SIGKILL')
    await until(() => !isAlive(shell), 'every process of it has ended')
  })

  it('that runs the simulator alone ends it when it is told to end', async () => {
    const script = start([join(root, 'scripts', 'bootstrap.mjs'), 'simulator'])
    await until(() => script.output().includes('"simulator"'), 'it is ready')
    script.child.kill('SIGTERM')
    await script.ended
    await until(() => !isAlive(script), 'every process of it has ended', 15_000)
  })
})

describe('the demo', () => {
  const startDemo = (...args: readonly string[]) =>
    start([join(root, 'scripts', 'demo.ts'), '--no-browser', ...args], { TMPDIR: folder.path, TEMP: folder.path })

  const demoFolders = () => readdirSync(folder.path).filter((name) => name.startsWith('tributary'))

  it('comes to its ready line with chat flowing, and Ctrl+C leaves no process', async () => {
    const demo = startDemo()
    await withDirector(await demo.ready, (director) =>
      director.waitFor('feed', (frame) => frame.rows.some(({ event }) => event.kind === 'message')),
    )
    // As a terminal does it: to the whole group.
    if (demo.child.pid !== undefined) process.kill(-demo.child.pid, 'SIGINT')
    expect(await demo.ended).toEqual({ code: 0, signal: null })
    expect([isAlive(demo), demoFolders()]).toEqual([false, []])
  })

  it('leaves no process when the app cannot start', async () => {
    const { port } = new URL(simulator.url)
    const demo = startDemo('--port', port)
    expect((await demo.ended).code).toBe(1)
    expect(demo.output()).toContain(`Port ${port} is in use`)
    expect([isAlive(demo), demoFolders()]).toEqual([false, []])
  })

  it('says so when the app is ended from outside, and fails', async () => {
    const demo = startDemo()
    await demo.ready
    const lock = join(folder.path, demoFolders()[0] ?? '', 'demo', 'tributary.lock')
    process.kill(Number(JSON.parse(readFileSync(lock, 'utf8')).process), 'SIGKILL')
    expect((await demo.ended).code).toBe(128 + 9)
    expect(demo.output()).toContain('ended by SIGKILL')
    expect(isAlive(demo)).toBe(false)
  })

  it('leaves no process when it is killed and can end nothing itself', async () => {
    const demo = startDemo()
    await demo.ready
    demo.child.kill('SIGKILL')
    await until(() => !isAlive(demo), 'every process of it has ended', 15_000)
  })

  it.each([/simulated Twitch/u, /Signing in/u])(
    'leaves no process when it alone is told to end after %s',
    async (words) => {
      const demo = startDemo()
      await until(() => words.test(demo.output()), `it says ${words}`, 30_000)
      demo.child.kill('SIGINT')
      const told = performance.now()
      await demo.ended
      expect(performance.now() - told).toBeLessThan(15_000)
      await until(() => !isAlive(demo), 'every process of it has ended', 15_000)
      expect(demoFolders()).toEqual([])
    },
  )
})
