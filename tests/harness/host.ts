/** A host that a test holds in its hand: time, power, network, disk and the person's system are method calls. */
import type {
  Clock,
  Documents,
  HostNotification,
  HostServices,
  Logger,
  SecretStore,
} from '../../electron/core/ports/host.ts'
import type { Disposer, HostInfo } from '../../shared/contract.ts'
import { failed, ok, type Result } from '../../shared/errors.ts'
import { createVirtualClock, type VirtualClock } from './clock.ts'

export interface LogEntry {
  readonly level: keyof Logger
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface TestDisk extends Documents {
  /** Every document by name, as it lies there; a test may change it. */
  readonly files: Map<string, string>
  /** From now on writes fail so; undefined heals it. */
  break(how: 'full' | 'readOnly' | undefined): void
  /** Names written to, in order, the failed ones left out. */
  readonly writes: readonly string[]
}

export interface TestSecrets extends SecretStore {
  readonly values: Map<string, string>
  break(how: 'full' | 'locked' | undefined): void
}

export interface TestHost extends HostServices {
  readonly clock: VirtualClock
  readonly documents: TestDisk
  readonly disk: TestDisk
  readonly secrets: TestSecrets
  /** URLs that were opened in the person's browser. */
  readonly opened: readonly string[]
  readonly notifications: readonly HostNotification[]
  readonly logs: readonly LogEntry[]
  sleep(): void
  /** `sleptMs` later: the wall clock has moved, no timer has run. */
  wake(sleptMs?: number): void
  setOnline(online: boolean): void
  /** Other addresses, and no moment without any. */
  moveNetwork(): void
  /** What opening a page answers from now on. */
  breakBrowser(broken: boolean): void
}

export interface TestHostOptions {
  readonly clock?: VirtualClock
  readonly seed?: number
  readonly info?: Partial<HostServices['info']>
}

export const createTestHost = (options: TestHostOptions = {}): TestHost => {
  const clock = options.clock ?? createVirtualClock()
  const random = createRandom(options.seed ?? 1)
  const sleepers = createEmitter<void>()
  const wakers = createEmitter<void>()
  const networks = createEmitter<boolean>()
  const opened: string[] = []
  const notifications: HostNotification[] = []
  const logs: LogEntry[] = []
  const disk = createTestDisk(clock)
  let online = true
  let browserBroken = false
  return {
    clock,
    random,
    randomId: createRandomId(random),
    power: { onSleep: sleepers.listen, onWake: wakers.listen },
    network: { online: () => online, onChange: networks.listen },
    secrets: createTestSecrets(),
    documents: disk,
    disk,
    log: createTestLog(logs),
    info: { kind: 'test', version: '0.0.0-test', demo: false, capabilities: testCapabilities, ...options.info },
    opened,
    notifications,
    logs,
    async openExternal(url) {
      if (browserBroken) {
        return failed({ kind: 'unsupported', why: 'no browser', message: 'No browser could be opened for the link.' })
      }
      opened.push(url)
      return ok(undefined)
    },
    notify: (notification) => {
      notifications.push(notification)
    },
    sleep: () => sleepers.emit(),
    wake(sleptMs = 0) {
      clock.jump(sleptMs)
      wakers.emit()
    },
    setOnline(next) {
      if (next === online) return
      online = next
      networks.emit(next)
    },
    moveNetwork: () => networks.emit(online),
    breakBrowser: (broken) => {
      browserBroken = broken
    },
  }
}

const testCapabilities: HostInfo['capabilities'] = {
  windows: false,
  systemNotifications: true,
  secrets: { kept: 'memory', explains: 'Kept in memory until the test ends.' },
}

/** A log for parts that take only that. */
export const createTestLog = (entries: LogEntry[] = []): Logger => {
  const at =
    (level: keyof Logger) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      entries.push({ level, event, fields })
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** mulberry32: the same numbers for the same seed. */
export const createRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** 26 characters of the shape that hosts make; the same in every run. */
export const createRandomId = (random: () => number): (() => string) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'
  return () => Array.from({ length: 26 }, () => alphabet[Math.floor(random() * 64)]).join('')
}

/** The real clock, for tests that talk through real sockets. */
export const systemClock: Clock = {
  now: Date.now,
  elapsed: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs)
    return () => clearInterval(timer)
  },
}

const createEmitter = <Value>() => {
  const listeners = new Set<(value: Value) => void>()
  return {
    listen(listener: (value: Value) => void): Disposer {
      const own = (value: Value) => listener(value)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
    emit(value: Value) {
      for (const listener of [...listeners]) listener(value)
    },
  }
}

const createTestDisk = (clock: Pick<Clock, 'now'>): TestDisk => {
  const files = new Map<string, string>()
  const writes: string[] = []
  let broken: 'full' | 'readOnly' | undefined
  return {
    files,
    writes,
    break: (how) => {
      broken = how
    },
    read: async (name) => files.get(name),
    async write(name, text) {
      if (broken !== undefined) return diskError(broken, name)
      files.set(name, text)
      writes.push(name)
      return ok(undefined)
    },
    async setAside(name) {
      const aside = `${name}.corrupt-${clock.now()}`
      const text = files.get(name)
      files.delete(name)
      if (text !== undefined) files.set(aside, text)
      return aside
    },
  }
}

const createTestSecrets = (): TestSecrets => {
  const values = new Map<string, string>()
  let broken: 'full' | 'locked' | undefined
  const change = (key: string, apply: () => void): Result<void> => {
    if (broken === 'full') return diskError('full', key)
    if (broken === 'locked') {
      return failed({ kind: 'unsupported', why: 'locked', message: 'The keyring is locked. Unlock it and try again.' })
    }
    apply()
    return ok(undefined)
  }
  return {
    values,
    break: (how) => {
      broken = how
    },
    read: async (key) => values.get(key),
    write: async (key, secret) => change(key, () => values.set(key, secret)),
    delete: async (key) => change(key, () => values.delete(key)),
  }
}

export const diskError = (how: 'full' | 'readOnly', name: string): Result<never> =>
  failed({
    kind: 'refused',
    code: how === 'full' ? 'ENOSPC' : 'EROFS',
    reason: how === 'full' ? 'the disk is full' : 'the disk is read-only',
    message:
      how === 'full'
        ? `The disk is full: ${name} was not saved. Free some space and try again.`
        : `The disk is read-only: ${name} was not saved.`,
  })
