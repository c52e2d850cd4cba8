/** `npm start` and the demo on machines with Electron, without it, and where it cannot be downloaded; on stand-ins of it. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { downloadElectron, findElectron, readFailureAge } from '../../scripts/electron-binary.ts'
import { decideOnElectron, type LaunchMachine } from '../../scripts/launch-desktop.ts'
import { isRecord, root } from '../../scripts/project.ts'
import { createProcesses } from '../harness/processes.ts'
import { makeFolder } from '../harness/web-host.ts'
import { until } from './support.ts'

const { start, isAlive, endAll } = createProcesses()
let folder: Awaited<ReturnType<typeof makeFolder>>
const at = (...path: readonly string[]) => join(folder.path, ...path)

/** As `electron` lies in node_modules before its program has been downloaded; `install` is its script. */
const makePackage = async (install: string): Promise<LaunchMachine> => {
  await mkdir(at('electron'), { recursive: true })
  await writeFile(at('electron', 'package.json'), JSON.stringify({ name: 'electron', version: '45.4.1' }))
  await writeFile(at('electron', 'install.js'), `require('node:fs').appendFileSync('${at('tries')}', 'x')\n${install}`)
  return {
    folder: at('electron'),
    failureStamp: at('failed'),
    env: { DISPLAY: ':0', PATH: process.env['PATH'] },
    platform: 'linux',
    isRoot: false,
  }
}

const installs = (version: string): string => `
  const { mkdirSync, writeFileSync } = require('node:fs')
  mkdirSync('${at('electron', 'dist')}', { recursive: true })
  writeFileSync('${at('electron', 'dist', 'electron')}', '')
  writeFileSync('${at('electron', 'dist', 'version')}', '${version}')
  writeFileSync('${at('electron', 'path.txt')}', 'electron')`

const tries = (): number => (existsSync(at('tries')) ? readFileSync(at('tries'), 'utf8').length : 0)

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}, 60_000)
beforeEach(async () => {
  folder = await makeFolder()
})
afterEach(async () => {
  await endAll()
  await folder.remove()
})

describe('Electron, where it is missing,', () => {
  it('is downloaded by its own script, once', async () => {
    const machine = await makePackage(installs('45.4.1'))
    expect(findElectron(machine)).toBeUndefined()
    expect(await decideOnElectron([], false, machine)).toBe(at('electron', 'dist', 'electron'))
    expect(await decideOnElectron([], false, machine)).toBe(at('electron', 'dist', 'electron'))
    expect(tries()).toBe(1)
  })

  it('is not tried again after a failure, until somebody asks', async () => {
    const machine = await makePackage(`console.error('TypeError: fetch failed'); process.exit(1)`)
    expect(await decideOnElectron([], false, machine)).toBeUndefined()
    expect(readFailureAge(machine, Date.now() + 1000)).toBeGreaterThanOrEqual(1000)
    expect(await decideOnElectron([], false, machine)).toBeUndefined()
    expect(tries()).toBe(1)
    await writeFile(at('electron', 'install.js'), installs('45.4.1'))
    expect(await decideOnElectron(['--desktop'], false, machine)).toBe(at('electron', 'dist', 'electron'))
    expect(existsSync(machine.failureStamp)).toBe(false)
  })

  it('is not waited for without an end', async () => {
    const machine = await makePackage('setInterval(() => {}, 1000)')
    expect(await downloadElectron(machine, Date.now(), 300)).toBeUndefined()
    expect(existsSync(machine.failureStamp)).toBe(true)
  })

  it('is not looked for by the demo, without a display, or for the browser', async () => {
    const machine = await makePackage(installs('45.4.1'))
    await decideOnElectron([], true, machine)
    await decideOnElectron(['--web'], false, machine)
    await decideOnElectron(['--desktop'], false, { ...machine, env: {} })
    expect(tries()).toBe(0)
  })

  it('counts as missing when it is that of another version, as after an update of the project', async () => {
    const machine = await makePackage(installs('44.0.0'))
    expect(await decideOnElectron([], false, machine)).toBeUndefined()
    await rm(machine.failureStamp)
    await writeFile(at('electron', 'dist', 'version'), 'v45.4.1')
    expect(findElectron(machine)).toBe(at('electron', 'dist', 'electron'))
  })

  it('is taken from where ELECTRON_OVERRIDE_DIST_PATH says', async () => {
    const machine = await makePackage('process.exit(1)')
    await writeFile(at('electron', 'electron'), '')
    const env = { ...machine.env, ELECTRON_OVERRIDE_DIST_PATH: at('electron') }
    expect(findElectron({ ...machine, env })).toBe(at('electron', 'electron'))
  })
})

/** Stands in for Electron's program: notes how it was started, and ends as Electron does, in order. */
const makeElectron = async (): Promise<string> => {
  const path = at('stand-in')
  const code = `#!${process.execPath}
const { renameSync, writeFileSync } = require('node:fs')
const { argv, env } = process
const end = (how) => { writeFileSync('${at('ended')}', how); process.exit(0) }
process.on('SIGTERM', () => end('told'))
process.on('SIGINT', () => end('told'))
process.on('disconnect', () => end('left alone'))
setInterval(() => {}, 1000)
writeFileSync('${at('starting')}', JSON.stringify({ args: argv.slice(2), asNode: env.ELECTRON_RUN_AS_NODE ?? null,
  endpoints: env.TRIBUTARY_ENDPOINTS ?? null, folder: env.TRIBUTARY_DATA_DIR ?? null }))
renameSync('${at('starting')}', '${at('started')}')
`
  await writeFile(path, code, { mode: 0o755 })
  return path
}

const readStarted = (): Readonly<Record<string, unknown>> => {
  const told: unknown = JSON.parse(readFileSync(at('started'), 'utf8'))
  return isRecord(told) ? told : {}
}

/** What `start.ts` does once it has decided; as root it would never decide so. */
const startDesktop = (electron: string, ...args: readonly string[]) => {
  const { href } = new URL('../../scripts/launch-desktop.ts', import.meta.url)
  const code = `
    const { runDesktop } = await import(${JSON.stringify(href)})
    process.exitCode = await runDesktop({ electron: ${JSON.stringify(electron)}, args: ${JSON.stringify(args)} })`
  return start(['--input-type=module', '-e', code], { ELECTRON_RUN_AS_NODE: '1' })
}

describe('the desktop app, started from here,', () => {
  it('gets the project and its own flags, is an app and no Node, and Ctrl+C ends it in order', async () => {
    const app = startDesktop(await makeElectron(), '--desktop', '--data-dir', 'here')
    await until(() => existsSync(at('started')), 'it has started')
    const { args, asNode } = readStarted()
    expect([args, asNode]).toEqual([[root, '--data-dir', 'here'], null])
    expect(app.output()).toBe('Tributary opens in a window of its own. Quit it there, or press Ctrl+C here.\n')
    app.child.kill('SIGINT')
    expect(await app.ended).toEqual({ code: 0, signal: null })
    expect([readFileSync(at('ended'), 'utf8'), isAlive(app)]).toEqual(['told', false])
  })

  it('ends when the launcher was killed and can end nothing itself', async () => {
    const app = startDesktop(await makeElectron())
    await until(() => existsSync(at('started')), 'it has started')
    app.child.kill('SIGKILL')
    await until(() => !isAlive(app), 'every process of it has ended', 15_000)
    expect(readFileSync(at('ended'), 'utf8')).toBe('left alone')
  })

  it('that cannot run is named, with the way out', async () => {
    const missing = startDesktop(at('nowhere'))
    expect((await missing.ended).code).toBe(1)
    expect(missing.output()).toMatch(/did not start: .*npm start -- --web/u)
    await writeFile(at('broken'), '#!/bin/sh\nkill -TRAP $$\n', { mode: 0o755 })
    const broken = startDesktop(at('broken'))
    expect((await broken.ended).code).toBe(128 + 5)
    expect(broken.output()).toMatch(/ended by SIGTRAP, not in order.*npm start -- --web/u)
  })
})

describe('the demo in a window of its own', () => {
  it('has its channels open on the simulator before the window opens', async () => {
    const from = (name: string) => JSON.stringify(new URL(`../../scripts/${name}`, import.meta.url).href)
    const code = `
      const { runDemoInWindow } = await import(${from('demo-evening.ts')})
      const { startSimulator } = await import(${from('simulated.ts')})
      const simulator = await startSimulator(['--script', 'conversation'])
      const electron = ${JSON.stringify(await makeElectron())}
      process.exitCode = await runDemoInWindow({ simulator, electron, args: ['--desktop'], interrupted: () => false })
      await simulator.stop()`
    const demo = start(['--input-type=module', '-e', code])
    await until(
      () => existsSync(at('started')),
      () => `the window is opened: ${demo.output()}`,
    )
    const { args, endpoints, folder: dataFolder } = readStarted()
    expect([args, endpoints]).toEqual([[root, '--demo'], join(String(dataFolder), 'endpoints.json')])
    const settings: unknown = JSON.parse(readFileSync(join(String(dataFolder), 'demo', 'settings.json'), 'utf8'))
    expect(settings).toMatchObject({
      channels: ['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora', 'ember_arcade'].map((login) => ({
        ref: { login },
      })),
    })
    expect(demo.output()).not.toContain('ready at')
    demo.child.kill('SIGINT')
    expect(await demo.ended).toEqual({ code: 0, signal: null })
    expect([isAlive(demo), existsSync(String(dataFolder))]).toEqual([false, false])
  })
})

describe('npm start', () => {
  const startScript = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    start([join(root, 'scripts', 'start.ts'), '--data-dir', at('data'), ...args], {
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      ...env,
    })

  it('without a display is a page for a browser, says so in one sentence, and downloads nothing', async () => {
    const app = startScript(['--desktop'])
    expect((await fetch(await app.ready)).status).toBe(200)
    expect(app.output()).toContain('There is no display here, so Tributary is a page for a browser on this machine.\n')
    expect(app.output()).not.toContain('Downloading')
    app.child.kill('SIGINT')
    expect(await app.ended).toEqual({ code: 0, signal: null })
    expect(isAlive(app)).toBe(false)
  })

  it('with --web is a page for a browser, although a window could open', async () => {
    const app = startScript(['--web', '--no-browser'], { DISPLAY: ':0' })
    expect((await fetch(await app.ready)).status).toBe(200)
    expect(app.output()).toContain('as you asked.\n')
    app.child.kill('SIGTERM')
    expect(await app.ended).toEqual({ code: 0, signal: null })
  })
})
