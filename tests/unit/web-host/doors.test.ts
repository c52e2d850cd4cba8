import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readManifest } from '../../../electron/hosts/manifest.ts'
import { createRateGate } from '../../../electron/hosts/rate-gate.ts'
import { createAdmission } from '../../../electron/hosts/web/admission.ts'
import { createOutgoing } from '../../../electron/hosts/web/outgoing.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { makeFolder } from '../../harness/web-host.ts'

describe('a rate gate', () => {
  it('lets a burst pass at once and then so many a second, after any pause no more than the burst', async () => {
    const clock = createVirtualClock()
    const gate = createRateGate({ perSecond: 2, burst: 3 }, clock.elapsed)
    const take = () => gate.take()
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 500])
    await clock.advance(500)
    expect([take(), take()]).toEqual([0, 500])
    await clock.advance(3_600_000)
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 500])
  })
})

describe('the token at the door', () => {
  it('admits the token and nothing near it', () => {
    const { admits } = createAdmission('abcdefghijklmnopqrstuv', () => 0)
    expect(
      ['abcdefghijklmnopqrstuv', '', 'abcdefghijklmnopqrstu', 'abcdefghijklmnopqrstuvw', 'ABCDEFGHIJKLMNOPQRSTUV'].map(
        admits,
      ),
    ).toEqual([true, false, false, false, false])
  })

  it('withholds the answer longer with every failure after the third, and forgives after ten quiet minutes', () => {
    let now = 0
    const { punish } = createAdmission('token', () => now)
    const delays = Array.from({ length: 10 }, punish)
    expect(delays).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    now = 600_001
    expect(punish()).toBe(0)
  })
})

describe('what leaves towards a window', () => {
  const start = (fullBytes: number, lostBytes: number) => {
    const written: { text: string; done: (error?: Error) => void }[] = []
    const socket = {
      bufferedAmount: 0,
      send(text: string, done: (error?: Error) => void) {
        written.push({ text, done })
        socket.bufferedAmount += text.length
      },
    }
    let lost = 0
    const outgoing = createOutgoing({
      socket,
      fullBytes,
      lostBytes,
      giveUp: () => {
        lost += 1
      },
    })
    const drain = () => {
      socket.bufferedAmount = 0
      for (const { done } of written.splice(0)) done()
    }
    const events = () => written.map(({ text }) => JSON.parse(text).payload)
    return { outgoing, drain, events, lost: () => lost }
  }

  it('leaves at once while the socket takes it', () => {
    const { outgoing, events } = start(1_000, 10_000)
    outgoing.send({ event: 1, payload: 'a' }, 1)
    outgoing.send({ event: 1, payload: 'b' }, 1)
    expect(events()).toEqual(['a', 'b'])
  })

  it('keeps the latest of each state while the socket is full, and everything of the feed', () => {
    const { outgoing, events, drain } = start(10, 10_000)
    outgoing.send({ event: 2, payload: 'feed 1' })
    outgoing.send({ event: 1, payload: 'a' }, 1)
    outgoing.send({ event: 3, payload: 'x' }, 3)
    outgoing.send({ event: 1, payload: 'b' }, 1)
    outgoing.send({ event: 2, payload: 'feed 2' })
    expect(events()).toEqual(['feed 1', 'feed 2'])
    drain()
    expect(events()).toEqual(['b'])
    drain()
    expect(events()).toEqual(['x'])
  })

  it('gives a window up that reads nothing', () => {
    const { outgoing, lost, events } = start(10, 50)
    for (let index = 0; index < 10; index++) outgoing.send({ event: 2, payload: 'feed' })
    expect([lost(), events().length]).toEqual([1, 2])
  })
})

describe('the built files', () => {
  it('are served by name: known kinds only, no maps, no links out of the folder', async () => {
    const folder = await makeFolder()
    const renderer = join(folder.path, 'renderer')
    await mkdir(join(renderer, 'assets'), { recursive: true })
    await writeFile(join(folder.path, 'secret.js'), 'secret')
    await writeFile(join(renderer, 'index.html'), '<!doctype html>')
    await writeFile(join(renderer, 'icon.svg'), '<svg/>')
    await writeFile(join(renderer, 'assets', 'a-1.js'), 'export {}')
    await writeFile(join(renderer, 'assets', 'a-1.js.map'), '{}')
    await writeFile(join(renderer, 'notes.txt'), 'notes')
    await symlink(join(folder.path, 'secret.js'), join(renderer, 'linked.js'))
    const manifest = await readManifest(renderer)
    await folder.remove()
    const files = manifest.ok ? [...manifest.value].map(([path, file]) => [path, file.type, file.immutable]) : []
    expect(files.sort()).toEqual([
      ['/', 'text/html; charset=utf-8', false],
      ['/assets/a-1.js', 'text/javascript; charset=utf-8', true],
      ['/icon.svg', 'image/svg+xml', false],
    ])
  })

  it('that are missing are told with what to do', async () => {
    const folder = await makeFolder()
    const empty = await readManifest(folder.path)
    const none = await readManifest(join(folder.path, 'none'))
    await folder.remove()
    expect([empty, none]).toMatchObject([
      { ok: false, error: { kind: 'notFound', message: expect.stringContaining('npm run build') } },
      { ok: false, error: { kind: 'notFound' } },
    ])
  })
})
