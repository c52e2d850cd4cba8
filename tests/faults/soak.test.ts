/** The built app under a raid that does not end: its memory stays bounded, and nothing is lost on the way to a window. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Director, direct } from '../../scripts/simulated.ts'
import type { FeedFrame } from '../../shared/contract.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { makeFolder } from '../harness/web-host.ts'
import { startFastSimulator, textOf, until, untilRead } from './support.ts'

const root = join(import.meta.dirname, '..', '..')
/** The long form of `npm run test:long` lasts ten minutes. */
const seconds = Number(process.env['TRIBUTARY_SOAK_SECONDS'] ?? 10)
const rate = 2_000
const channels = ['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora', 'ember_arcade', 'stargazer_sol']

let folder: Awaited<ReturnType<typeof makeFolder>>
let simulator: Simulator
let app: ChildProcess
let reader: Director
let idler: Director

beforeAll(async () => {
  const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { encoding: 'utf8' })
  expect(built.status, built.stderr).toBe(0)
  folder = await makeFolder()
  simulator = await startFastSimulator({ leastKeepaliveSeconds: 10 })
  simulator.control.approveDevicesAutomatically({ user: 'river_host' })
  await writeFile(join(folder.path, 'endpoints.json'), JSON.stringify(simulator.endpoints))
  app = spawn(process.execPath, [join(root, 'out', 'main', 'web.js'), '--data-dir', folder.path], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TRIBUTARY_ENDPOINTS: join(folder.path, 'endpoints.json') },
  })
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: app.stdout ?? process.stdin }).once('line', (line) =>
      resolve(line.replace('Tributary ready at ', '')),
    )
    app.once('exit', () => reject(new Error('The app ended before it was ready.')))
  })
  reader = direct(url)
  idler = direct(url)
  await reader.invoke('accounts.setClientId', { platform: 'twitch', clientId: 'simulatedclient0123456789abcdef' })
  await reader.invoke('accounts.signIn', { platform: 'twitch', permissionSets: ['moderate'] })
  await reader.waitFor('signIn', (view) => view?.state.status === 'done')
  for (const text of channels) await reader.invoke('channels.add', { text })
  await untilRead(simulator, channels, { irc: 1, eventsub: 1 })
}, 60_000)

afterAll(async () => {
  reader.stop()
  idler.stop()
  const ended = new Promise((resolve) => app.once('exit', resolve))
  app.kill('SIGTERM')
  await ended
  await simulator.stop()
  await folder.remove()
})

/** MB. */
const memoryOfApp = (): number =>
  Number(spawnSync('ps', ['-o', 'rss=', '-p', String(app.pid)], { encoding: 'utf8' }).stdout) / 1024

it(
  `stays bounded for ${seconds} s of ${rate} messages a second, with a window that reads and one that does not`,
  async () => {
    const seen = new Set<number>()
    const read = (frame: FeedFrame) => {
      for (const row of frame.rows) {
        const number = /^n=(\d+)/u.exec(textOf(row))?.[1]
        if (number !== undefined) seen.add(Number(number))
      }
      void reader.bridge.invoke('feed.acknowledge', { sequence: frame.sequence })
    }
    reader.bridge.subscribe('feed', read)
    // It takes what it is given and never says so: it must get no more than a few frames ahead.
    let given = 0
    idler.bridge.subscribe('feed', () => {
      given += 1
    })
    const memory: number[] = []
    const watch = setInterval(() => memory.push(memoryOfApp()), 1_000)
    const { sent } = await simulator.control.burst({
      channels: channels.filter((name) => name !== 'tidal_tom'),
      rate,
      seconds,
    })
    await until(
      () => seen.size >= sent,
      () => `all ${sent} come; ${seen.size} did`,
      20_000,
    )
    clearInterval(watch)
    console.info(`MB a second: ${memory.map(Math.round).join(' ')}`)
    expect({ sent, seen: seen.size, given: given < 100 }).toEqual({ sent: rate * seconds, seen: sent, given: true })
    expect(Math.max(...memory)).toBeLessThan(450)
    // The rings and what is remembered of evicted rows fill within two minutes: what grows after that is a leak.
    const full = memory.slice(120)
    const later = full.slice(full.length / 2)
    if (later.length > 0) expect(Math.min(...later)).toBeLessThan(Math.max(...full.slice(0, full.length / 2)) * 1.1)
  },
  (seconds + 60) * 1_000,
)
