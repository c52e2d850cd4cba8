import { expect, it } from 'vitest'
import { watchSystem } from '../../../electron/hosts/system-events.ts'
import { createVirtualClock } from '../../harness/clock.ts'

const start = (loopbackOnly = false) => {
  const clock = createVirtualClock()
  const machine = { addresses: '192.168.1.5' }
  const told: string[] = []
  const events = watchSystem({ clock, loopbackOnly, addresses: () => machine.addresses })
  events.power.onWake(() => told.push('wake'))
  events.network.onChange((online) => told.push(online ? 'online' : 'offline'))
  return { clock, machine, told, events }
}

it('tells a wake when the wall clock ran far ahead of the timers', async () => {
  const { clock, told } = start()
  await clock.advance(10_000)
  expect(told).toEqual([])
  clock.jump(3_600_000)
  await clock.advance(2_000)
  expect(told).toEqual(['wake'])
})

it('takes a small clock correction for no sleep', async () => {
  const { clock, told } = start()
  clock.jump(1_500)
  await clock.advance(2_000)
  clock.jump(-60_000)
  await clock.advance(2_000)
  expect(told).toEqual([])
})

it('tells when the network goes, comes back and changes', async () => {
  const { clock, machine, told, events } = start()
  machine.addresses = ''
  await clock.advance(2_000)
  expect(events.network.online()).toBe(false)
  machine.addresses = '10.0.0.7'
  await clock.advance(2_000)
  machine.addresses = '10.0.0.8'
  await clock.advance(2_000)
  expect(told).toEqual(['offline', 'online', 'online'])
})

it('is online without any network when everything is on this machine', () => {
  const { machine, events } = start(true)
  machine.addresses = ''
  expect(events.network.online()).toBe(true)
})

it('tells nothing after its stop', async () => {
  const { clock, machine, told, events } = start()
  events.stop()
  machine.addresses = ''
  await clock.advance(10_000)
  expect(told).toEqual([])
})
