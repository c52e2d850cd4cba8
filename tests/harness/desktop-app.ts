/**
 * The whole desktop app in the test's own process: the built bundle on the stand-in for Electron, with its real data folder,
 * its real documents and sockets; the machine's clock, network and disk are the test's.
 */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright'
import type { Clock, Documents } from '../../electron/core/ports/host.ts'
import type { RunningDesktop, startDesktop } from '../../electron/desktop.ts'
import { createDocuments } from '../../electron/storage/documents.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import type { NetworkSink } from '../electron-stand-in/network-sink.ts'
import { type StandIn, startStandIn } from '../electron-stand-in/stand-in.ts'
import { type DrivenApp, driveApp } from './drive-app.ts'
import { createTestHost, diskError, systemClock } from './host.ts'
import { makeFolder } from './web-host.ts'

export interface DesktopAppOptions {
  readonly simulator: Simulator
  readonly context: BrowserContext
  readonly sink: NetworkSink
  readonly clock?: Clock
  /** What an earlier run left. */
  readonly folder?: string
  readonly args?: readonly string[]
}

export interface DesktopApp extends DrivenApp {
  readonly standIn: StandIn
  readonly running: RunningDesktop
  /** Its data folder. */
  readonly folder: string
  /** From now on documents are not written; undefined heals the disk. */
  breakDisk(how: 'full' | 'readOnly' | undefined): void
  setOnline(online: boolean): void
  /** Names of what is stored encrypted. */
  secretKeys(): Promise<readonly string[]>
  log(): Promise<string>
  /** The data folder as a kill would leave it now. */
  folderAfterKill(): Promise<string>
  stop(): Promise<void>
}

const bundle = join(import.meta.dirname, '..', '..', 'out', 'main', 'desktop.js')

export const startDesktopApp = async (options: DesktopAppOptions): Promise<DesktopApp> => {
  const { simulator, context, sink, clock = systemClock, args = [] } = options
  const folders: Awaited<ReturnType<typeof makeFolder>>[] = []
  const newFolder = async () => {
    const folder = await makeFolder()
    folders.push(folder)
    return folder.path
  }
  const machine = await newFolder()
  const folder = options.folder ?? join(machine, 'data')
  const endpoints = join(machine, 'endpoints.json')
  await writeFile(endpoints, JSON.stringify(simulator.endpoints))
  const { network, setOnline } = createTestHost()
  const disk = createBreakableDocuments(createDocuments({ folder, now: clock.now }))
  const standIn = startStandIn({ context, sink, folder: machine })
  const start = readBundle(await standIn.load(bundle))
  const running = await standIn.launch(() =>
    start({
      args: ['--data-dir', folder, ...args],
      env: { TRIBUTARY_ENDPOINTS: endpoints },
      clock,
      network,
      documents: disk.documents,
    }),
  )
  if (running === undefined) throw new Error('The desktop app did not start: it believes to be the second one.')
  const driven = driveApp({ core: running.core, simulator })
  return {
    ...driven,
    standIn,
    running,
    folder,
    breakDisk: disk.break,
    setOnline,
    async secretKeys() {
      const text = await readFile(join(folder, 'keyring-secrets.json'), 'utf8').catch(() => '{}')
      const file: unknown = JSON.parse(text)
      return Object.keys(Object(Reflect.get(Object(file), 'secrets')))
    },
    log: () => readFile(join(folder, 'tributary.log'), 'utf8').catch(() => ''),
    async folderAfterKill() {
      const copy = join(await newFolder(), 'data')
      await cp(folder, copy, { recursive: true, filter: (path) => !path.endsWith('.lock') })
      return copy
    },
    async stop() {
      driven.client.dispose()
      await running.stop()
      await standIn.stop()
      for (const { remove } of folders) await remove()
    },
  }
}

const readBundle = (loaded: unknown): typeof startDesktop => {
  if (!isDesktopBundle(loaded)) throw new Error('out/main/desktop.js is no desktop bundle: run `npm run build`.')
  return loaded.startDesktop
}

const isDesktopBundle = (loaded: unknown): loaded is { readonly startDesktop: typeof startDesktop } =>
  typeof loaded === 'object' && loaded !== null && 'startDesktop' in loaded && typeof loaded.startDesktop === 'function'

const createBreakableDocuments = (documents: Documents) => {
  let broken: 'full' | 'readOnly' | undefined
  return {
    break(how: 'full' | 'readOnly' | undefined) {
      broken = how
    },
    documents: {
      ...documents,
      write: async (name, text) => (broken === undefined ? documents.write(name, text) : diskError(broken, name)),
    } satisfies Documents,
  }
}
