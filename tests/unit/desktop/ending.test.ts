import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { prepareEnding } from '../../../electron/hosts/desktop/ending.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { createTestLog, type LogEntry } from '../../harness/host.ts'

const start = (steps: (acts: string[]) => readonly (() => unknown)[]) => {
  const acts: string[] = []
  const logs: LogEntry[] = []
  const clock = createVirtualClock()
  const events = new EventEmitter()
  /** As Electron does: asks, and ends unless that was prevented. */
  const quit = () => {
    let prevented = false
    events.emit('before-quit', { preventDefault: () => (prevented = true) })
    acts.push(prevented ? 'asked' : 'gone')
  }
  const app = {
    quit,
    relaunch: () => acts.push('again'),
    on: (event: 'before-quit', listener: (event: { preventDefault(): void }) => void) => events.on(event, listener),
  }
  const ending = prepareEnding({ app, clock, log: createTestLog(logs) })
  // What is named last ends first.
  for (const step of steps(acts).toReversed()) ending.add(step)
  return { acts, logs, clock, ending, quit }
}

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

describe('quitting', () => {
  it('takes every step in order, and only then ends', async () => {
    const { acts, quit } = start((done) => [async () => done.push('windows'), () => done.push('core')])
    quit()
    await settle()
    expect(acts).toEqual(['windows', 'asked', 'core', 'gone'])
  })

  it('takes the later steps also after one that failed, and says so in the log', async () => {
    const { acts, logs, quit } = start((done) => [
      () => {
        throw new Error('broken')
      },
      () => done.push('core'),
    ])
    quit()
    await settle()
    expect(acts).toEqual(['core', 'asked', 'gone'])
    expect(logs).toContainEqual(expect.objectContaining({ level: 'error', event: 'not ended in order' }))
  })

  it('ends after 8 s although a step never does', async () => {
    const { acts, logs, clock, quit } = start(() => [() => new Promise(() => {})])
    quit()
    await clock.advance(7_999)
    expect(acts).toEqual(['asked'])
    await clock.advance(1)
    await settle()
    expect(acts).toEqual(['asked', 'gone'])
    expect(logs).toContainEqual(expect.objectContaining({ level: 'warn', event: 'not ended in time' }))
  })

  it('starts the app anew when somebody started it meanwhile, and only then', async () => {
    const { acts, ending, quit } = start(() => [])
    expect(ending.startAfter()).toBe(false)
    quit()
    expect(ending.startAfter()).toBe(true)
    await settle()
    expect(acts).toEqual(['asked', 'again', 'gone'])
  })

  it('takes no step twice, however often it is asked for', async () => {
    const { acts, ending, quit } = start((done) => [() => done.push('core')])
    quit()
    quit()
    await ending.end()
    await settle()
    expect(acts.filter((act) => act === 'core')).toEqual(['core'])
    expect(acts.at(-1)).toBe('gone')
  })
})
