/** What plain Node can tell of sleep and of the network: nothing announces them, so both are read off regularly. */
import { networkInterfaces } from 'node:os'
import type { Disposer } from '../../shared/contract.ts'
import type { Clock, NetworkEvents, PowerEvents } from '../core/ports/host.ts'

export interface SystemEvents {
  readonly power: PowerEvents
  readonly network: NetworkEvents
  /** The system itself announced the end of a sleep: told at once, and not noticed a second time. */
  noteWake(): void
  /** The system announced that it is about to sleep. */
  noteSleep(): void
  stop(): void
}

export interface SystemEventsOptions {
  readonly clock: Clock
  /** Everything that is connected to is on this machine: then it is online without any network. */
  readonly loopbackOnly: boolean
  /** The machine's addresses that lead elsewhere, as one text that changes when they do; empty when there is none. */
  readonly addresses?: () => string
  /** What else the system knows of being connected; true where it knows nothing. */
  readonly connected?: () => boolean
}

const lookEveryMs = 2_000
/** A wall clock that ran this much ahead of the timers means that the machine slept. */
const sleptMs = 10_000

const outsideAddresses = (): string =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal)
    .map((address) => address.address)
    .sort()
    .join(' ')

export const watchSystem = (options: SystemEventsOptions): SystemEvents => {
  const { clock, loopbackOnly, addresses = outsideAddresses, connected = () => true } = options
  const wake = new Set<() => void>()
  const sleep = new Set<() => void>()
  const change = new Set<(online: boolean) => void>()
  const add = <Listener>(listeners: Set<Listener>, listener: Listener): Disposer => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }
  let lastNow = clock.now()
  /** One text of all that "online" is read from. */
  const look = () => (connected() ? addresses() : '')
  let lastAddresses = look()
  const online = () => loopbackOnly || lastAddresses !== ''
  const tellWake = () => {
    for (const listener of [...wake]) listener()
  }
  const stop = clock.every(lookEveryMs, () => {
    const slept = clock.now() - lastNow - lookEveryMs > sleptMs
    lastNow = clock.now()
    const current = look()
    const moved = current !== lastAddresses
    lastAddresses = current
    if (slept) tellWake()
    if (moved) for (const listener of [...change]) listener(online())
  })
  return {
    power: { onSleep: (listener) => add(sleep, listener), onWake: (listener) => add(wake, listener) },
    noteSleep() {
      for (const listener of [...sleep]) listener()
    },
    noteWake() {
      lastNow = clock.now()
      tellWake()
    },
    network: { online, onChange: (listener) => add(change, listener) },
    stop,
  }
}
