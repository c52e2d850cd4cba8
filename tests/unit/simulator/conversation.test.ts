import { describe, expect, test } from 'vitest'
import { createBench, linesOf, openReader } from './support.ts'

const rooms = ['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora', 'ember_arcade', 'stargazer_sol']

const listen = async (seed: number, minutes: number) => {
  const bench = createBench()
  const reader = await openReader(bench, rooms)
  bench.control.startConversation({ seed })
  await bench.clock.advance(minutes * 60_000)
  bench.control.stopConversation()
  return { bench, lines: linesOf(reader).filter((line) => /(PRIVMSG|USERNOTICE|CLEARCHAT|CLEARMSG) #/.test(line)) }
}
const said = (lines: readonly string[]) => lines.map((line) => line.replace(/^@\S+ :\S+ /, ''))

describe('the conversation', () => {
  test('tells the same story for the same seed and another for another', async () => {
    const [first, same, other] = [await listen(5, 2), await listen(5, 2), await listen(6, 2)]
    expect(said(same.lines)).toEqual(said(first.lines))
    expect(said(other.lines)).not.toEqual(said(first.lines))
  })

  test('in ten minutes every room talks and everything happens that can', async () => {
    const { lines } = await listen(1, 10)
    expect(rooms.filter((room) => !lines.some((line) => line.includes(` PRIVMSG #${room} `)))).toEqual([])
    expect(lines.length).toBeGreaterThan(600)
    const kinds = new Set(lines.flatMap((line) => /;msg-id=([a-z]+);/.exec(line)?.[1] ?? []))
    const wanted = ['sub', 'resub', 'submysterygift', 'subgift', 'raid', 'announcement']
    expect(wanted.filter((kind) => !kinds.has(kind))).toEqual([])
    expect(lines.some((line) => /(CLEARCHAT|CLEARMSG) #/.test(line))).toBe(true)
    expect(lines.some((line) => line.includes('@river_host'))).toBe(true)
    expect(lines.some((line) => line.includes('reply-parent-msg-id='))).toBe(true)
    expect(lines.some((line) => line.includes('first-msg=1'))).toBe(true)
    expect(lines.some((line) => line.includes(';bits='))).toBe(true)
    expect(lines.some((line) => / :river_host!\S+ PRIVMSG/.test(line))).toBe(false)
  })

  test('somebody answers what the account writes', async () => {
    const bench = createBench()
    const reader = await openReader(bench, ['river_host'])
    bench.control.startConversation({ pace: 0.01 })
    const helix = bench.as('river_host', ['user:write:chat'])
    await helix.send('river_host', 'does anybody like the new water?')
    bench.control.startConversation({})
    await helix.send('river_host', 'good evening everyone')
    await bench.clock.advance(4100)
    const answers = linesOf(reader).filter((line) => line.includes('reply-parent-user-login=river_host'))
    expect(answers).toHaveLength(1)
    expect(answers[0]).toContain('PRIVMSG #river_host :@River_Host ')
  })

  test('ends when it is stopped', async () => {
    const { bench, lines } = await listen(1, 1)
    const reader = await openReader(bench, ['river_host'])
    await bench.clock.advance(60_000)
    expect(lines.length).toBeGreaterThan(0)
    expect(linesOf(reader).filter((line) => line.includes('PRIVMSG'))).toEqual([])
  })
})
