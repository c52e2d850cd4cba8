/** The web host's entry: builds the parts, wires them, answers on 127.0.0.1; reads as a table of contents. */
import { join } from 'node:path'
import { version } from '../package.json'
import type { Result } from '../shared/errors.ts'
import { assemble } from './assemble.ts'
import type { HostServices } from './core/ports/host.ts'
import { createProblems, endInOrder, openTap, randomId, readEndpointFile, watchForBugs } from './foundation.ts'
import { makeDataFolder } from './hosts/data-folder.ts'
import { createSystemClock } from './hosts/system-clock.ts'
import { watchSystem } from './hosts/system-events.ts'
import { openWebDoor } from './hosts/web/host.ts'
import { openInBrowser } from './hosts/web/open-browser.ts'
import { readWebOptions } from './hosts/web/options.ts'
import { createLogger, openLogDestination } from './logging.ts'
import { createHttpClient } from './net/http-client.ts'
import { watchSending } from './net/http-sent.ts'
import { openSocket } from './net/socket.ts'
import { platforms } from './platforms/registry.ts'
import { createDocuments } from './storage/documents.ts'
import { createFileSecrets } from './storage/file-secrets.ts'
import { lockFolder } from './storage/folder-lock.ts'
import { createMemorySecrets } from './storage/secrets.ts'

/** From the build (vite.config.ts); empty where it gave none. */
declare const builtInTwitchClientId: string

const giveUp = (message: string): never => {
  process.stderr.write(`Tributary did not start. ${message}\n`)
  process.exit(1)
}
const need = <Value>(result: Result<Value>): Value => (result.ok ? result.value : giveUp(result.error.message))

const { port, dataFolder, demo } = need(readWebOptions(process.argv.slice(2)))
need(makeDataFolder(dataFolder))
const lock = need(await lockFolder({ folder: dataFolder, randomId }))

const destination = openLogDestination(join(dataFolder, 'tributary.log'))
const log = createLogger(destination, process.env['TRIBUTARY_LOG'] === 'debug' ? 'debug' : 'info')
const endpointOverrides = need(await readEndpointFile(process.env['TRIBUTARY_ENDPOINTS']))
const clock = createSystemClock()
const system = watchSystem({ clock, loopbackOnly: endpointOverrides !== undefined })
const problems = createProblems()

const host: HostServices = {
  clock,
  random: Math.random,
  randomId,
  power: system.power,
  network: system.network,
  secrets: demo
    ? createMemorySecrets()
    : createFileSecrets({
        folder: dataFolder,
        now: clock.now,
        onProblem: problems.tell,
      }),
  documents: createDocuments({ folder: dataFolder, now: clock.now }),
  log,
  info: {
    kind: 'web',
    version,
    demo,
    capabilities: {
      windows: false,
      systemNotifications: false,
      secrets: demo
        ? { kept: 'memory', explains: 'The demo keeps its sign-ins in memory: they end with it.' }
        : { kept: 'file', explains: `Sign-ins are kept in a file that only your user may read, in ${dataFolder}.` },
    },
  },
  openExternal: (url) => openInBrowser(url, clock),
  // Nothing to show them with: the web host has no notifications, and says so in its capabilities.
  notify: () => {},
}

const { tap, stop: writeTap } = openTap(clock, process.env['TRIBUTARY_TAP'])

// Before anything that must not be broken off.
const door = need(
  await openWebDoor({ port, rendererFolder: join(import.meta.dirname, '..', 'renderer'), log, clock, randomId }),
)
const watch = watchSending()
// A document that is there and cannot be read rejects: going on as if there were none would soon write over it.
const assembled = need(
  await assemble({
    host,
    platforms,
    endpointOverrides,
    http: createHttpClient({ fetch, clock, random: Math.random, userAgent: `Tributary/${version}`, log, watch }),
    openSocket,
    tap,
    imageFolder: demo ? undefined : join(dataFolder, 'images'),
    clientIds: new Map(builtInTwitchClientId === '' ? [] : [['twitch', builtInTwitchClientId]]),
  }).catch((error: unknown) => giveUp(error instanceof Error ? error.message : String(error))),
)
problems.connect(assembled.core.alerts)

const web = door.serve(assembled)
process.stdout.write(`Tributary ready at ${web.url}#${web.token}\n`)

const end = async () => {
  await endInOrder(log, [web.stop, writeTap, assembled.stop, system.stop, watch.stop, lock.release])
  destination.stop()
  process.exit(0)
}
let endingSince: number | undefined
// One Ctrl+C may come as several signals: from the terminal, and from whoever started us. A later one ends at once.
const onSignal = () => {
  if (endingSince === undefined) {
    endingSince = clock.elapsed()
    void end()
  } else if (clock.elapsed() - endingSince > 1_000) process.exit(1)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
// A script that started us was killed, and could not say so.
process.once('disconnect', onSignal)
watchForBugs({ process, log, raise: problems.raise, dataFolder })
