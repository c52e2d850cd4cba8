/**
 * The built app in the real Electron, on the simulator: what no stand-in can prove about the window, its sandbox and its
 * end. It needs Electron's program and a display; `npm run test:electron` says what is missing.
 */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { electronPlace, findElectron } from '../../scripts/electron-binary.ts'
import { root } from '../../scripts/project.ts'
import { createSimulator, type Simulator } from '../../simulator/simulator.ts'
import { allMessages, railEntry, row } from '../e2e/words.ts'
import { until } from '../faults/support.ts'
import { makeFolder } from '../harness/web-host.ts'

const executablePath = findElectron(electronPlace)

/** Of the page's own process, as the system sees it. */
const isSandboxed = async (app: ElectronApplication): Promise<boolean> => {
  const { processId, told } = await app.evaluate(({ app: electronApp, BrowserWindow }) => {
    const processId = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId()
    return { processId, told: electronApp.getAppMetrics().find(({ pid }) => pid === processId)?.sandboxed }
  })
  // Electron tells it on Windows and macOS alone; Linux says whether system calls are filtered.
  if (process.platform !== 'linux') return told === true
  return /^Seccomp:\s*2$/mu.test(readFileSync(`/proc/${processId}/status`, 'utf8'))
}

describe.skipIf(executablePath === undefined)('the desktop app in Electron', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>
  let simulator: Simulator
  let app: ElectronApplication
  let page: Page
  const problems: string[] = []

  beforeAll(async () => {
    folder = await makeFolder()
    simulator = await createSimulator()
    const endpoints = join(folder.path, 'endpoints.json')
    await writeFile(endpoints, JSON.stringify(simulator.endpoints))
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
    app = await _electron.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [root, '--data-dir', join(folder.path, 'data')],
      env: { ...env, TRIBUTARY_ENDPOINTS: endpoints },
    })
    page = await app.firstWindow()
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
  })
  afterAll(async () => {
    await app?.close().catch(() => undefined)
    await simulator?.stop()
    await folder?.remove()
  })

  it('opens one window, which shows what is said', async () => {
    await page.getByRole('textbox', { name: 'Channel name or URL' }).fill('river_host')
    await page.getByRole('textbox', { name: 'Channel name or URL' }).press('Enter')
    await railEntry(page, 'river_host').waitFor()
    const isRead = () =>
      simulator.control
        .connections()
        .some(({ kind, mode, channels }) => kind === 'irc' && mode === 'live' && channels.includes('river_host'))
    await until(isRead, 'river_host is read')
    simulator.control.say({ channel: 'river_host', user: 'quiet_quinn', text: 'hello, real Electron' })
    await row(allMessages(page), /hello, real Electron/u).waitFor()
    expect(app.windows().length).toBe(1)
  })

  it('gives the page nothing of Node or Electron but one frozen object', async () => {
    const seen = await page.evaluate(() => {
      const api: unknown = Reflect.get(window, 'tributary')
      return {
        require: typeof Reflect.get(window, 'require'),
        process: typeof Reflect.get(window, 'process'),
        module: typeof Reflect.get(window, 'module'),
        electron: typeof Reflect.get(window, 'electron'),
        keys: typeof api === 'object' && api !== null ? Object.keys(api).sort() : [],
        isFrozen: Object.isFrozen(api),
        protocol: location.protocol,
      }
    })
    expect(seen).toEqual({
      require: 'undefined',
      process: 'undefined',
      module: 'undefined',
      electron: 'undefined',
      keys: ['listen', 'send'],
      isFrozen: true,
      protocol: 'app:',
    })
  })

  it('keeps the page in the sandbox', async () => {
    expect(await isSandboxed(app)).toBe(true)
  })

  it('blocks what the page must not reach: other servers, other windows, other pages', async () => {
    const reached = await page.evaluate(
      (address) =>
        fetch(address).then(
          () => 'reached',
          () => 'blocked',
        ),
      simulator.url,
    )
    expect(reached).toBe('blocked')
    const before = page.url()
    await page.evaluate((address) => {
      window.open(address)
      location.href = address
    }, simulator.url)
    expect([page.url(), app.windows().length]).toEqual([before, 1])
    // The console tells of the attempts; nothing else may have been told.
    expect(
      problems.filter((problem) => !/Content Security Policy|Failed to fetch|blocked|Not allowed/iu.test(problem)),
    ).toEqual([])
  })

  it('quits in order, and lets go of its data folder', async () => {
    const ended = once(app.process(), 'exit')
    await app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => undefined)
    expect(await ended).toEqual([0, null])
    expect(existsSync(join(folder.path, 'data', 'tributary.lock'))).toBe(false)
  })
})
