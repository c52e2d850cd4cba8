import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const script = join(import.meta.dirname, '../../../scripts/normalize.ts')

interface Outcome {
  readonly code: number | string | null | undefined
  readonly answers: readonly unknown[]
  readonly summary: string
}

const run = (args: readonly string[], input: string | Uint8Array): Promise<Outcome> =>
  new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024 }
    const child = execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
      const answers = stdout
        .split('\n')
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line))
      resolve({ code: error === null ? 0 : error.code, answers, summary: stderr })
    })
    child.stdin?.end(input)
  })

const kinds = (answers: readonly unknown[]) =>
  answers.map((answer) => (Array.isArray(answer) ? answer.map((event: { kind?: unknown }) => event.kind) : 'no array'))

describe('normalize', () => {
  it('answers one array a line, in order, whatever ends the lines and however long they are', async () => {
    const long = 'x'.repeat(3_000_000)
    const lines = [
      'PING :x',
      '',
      `@room-id=1;id=2;user-id=3 :a!a@a PRIVMSG #b :one\u2028${long}`,
      'no line',
      ':a!a@a PRIVMSG #b :last',
    ]
    const { code, answers, summary } = await run(['twitch', 'irc'], lines.join('\r\n'))
    expect([code, kinds(answers)]).toEqual([0, [[], [], ['message'], ['malformed'], ['message']]])
    expect(answers[3]).toEqual([{ kind: 'malformed', reason: 'no IRC line' }])
    expect(answers[4]).toMatchObject([{ channel: 'twitch:?b', text: 'last', receivedAt: 0 }])
    expect(summary).toBe('5 lines, 2 events, 1 malformed, 0 unknown\n  1 x no IRC line\n')
  })

  it('reads payloads and whole frames, and names what is no JSON', async () => {
    const event = { broadcaster_user_id: '1', user_id: '2', user_name: 'Two', followed_at: '2020-07-15T18:16:11Z' }
    const payload = { subscription: { type: 'channel.follow' }, event }
    const frame = { metadata: { message_type: 'notification', message_timestamp: '2020-07-15T18:16:12Z' }, payload }
    const input = `${[JSON.stringify(payload), JSON.stringify(frame), '{', 'null'].join('\n')}\n`
    const { code, answers } = await run(['twitch', 'eventsub'], input)
    expect([code, kinds(answers)]).toEqual([0, [['notice'], ['notice'], ['malformed'], ['malformed']]])
    expect(answers.slice(0, 2)).toMatchObject([
      [{ notice: 'follow', sentAt: 1_594_836_971_000, receivedAt: 1_594_836_971_000 }],
      [{ notice: 'follow', sentAt: 1_594_836_971_000, receivedAt: 1_594_836_972_000 }],
    ])
  })

  it('answers an empty line with nothing, whatever the format', async () => {
    for (const format of ['irc', 'eventsub']) {
      const { answers, summary } = await run(['twitch', format], '\n \r\n')
      expect([answers, summary]).toEqual([[[], []], '2 lines, 0 events, 0 malformed, 0 unknown\n'])
    }
  })

  it('overlooks the byte order mark at the beginning, and only there', async () => {
    const { answers } = await run(['twitch', 'irc'], '\ufeffPING :x\n\ufeffPING :x')
    expect(answers).toEqual([[], [{ kind: 'malformed', reason: 'no IRC line' }]])
  })

  it('survives bytes that are no UTF-8', async () => {
    const { code, answers } = await run(['twitch', 'irc'], new Uint8Array([0xff, 0xfe, 0x0a, 0x80]))
    expect([code, kinds(answers)]).toEqual([0, [['malformed'], ['malformed']]])
  })

  it('says of a format that is planned that it is not there yet, and which are', async () => {
    const planned = ['kick webhook', 'kick socket', 'teams message', 'glimesh message']
    expect(await Promise.all(planned.map((format) => run(format.split(' '), '{}\n')))).toEqual(
      planned.map((format) => ({
        code: 2,
        answers: [],
        summary: `${format} is not there yet; there are: twitch irc, twitch eventsub\n`,
      })),
    )
  }, 20_000)

  it('explains itself when the format is not known', async () => {
    const outcomes = [await run(['twitch', 'socket'], ''), await run([], '')]
    for (const { code, summary } of outcomes)
      expect([code, summary]).toEqual([2, expect.stringContaining('twitch eventsub')])
  })
})
