/**
 * `npm run -s normalize -- <platform> <format>`: raw wire lines on stdin, one JSON array of feed events a line, in order
 * (DESIGN 8). What cannot be read answers `[{"kind":"malformed","reason":…}]`; a summary goes to stderr.
 */
import { once } from 'node:events'
import {
  createEventSubNormalizer,
  createIrcNormalizer,
  type NormalizeLine,
} from '../electron/platforms/twitch/normalize.ts'

const formats: ReadonlyMap<string, () => NormalizeLine> = new Map([
  ['twitch irc', createIrcNormalizer],
  ['twitch eventsub', createEventSubNormalizer],
])

const names = [...formats.keys()].join(', ')

/** Named by DESIGN 8 for platforms that do not work yet. */
const planned: ReadonlySet<string> = new Set(['kick webhook', 'kick socket', 'teams message', 'glimesh message'])

const usage = `Usage: npm run -s normalize -- <platform> <format>
Reads raw wire lines on stdin and prints one JSON array of feed events per line.
Formats: ${names}
`

const newline = 0x0a

/** Some systems begin a file with it. */
const byteOrderMark = '\ufeff'

/** Lines end with LF or CRLF and nothing else; the last may have no end. A line may be of any length. */
async function* readLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let pending: Uint8Array[] = []
  let isFirst = true
  const take = (last: Uint8Array): string => {
    const whole = Buffer.concat([...pending, last]).toString('utf8')
    const text = isFirst && whole.startsWith(byteOrderMark) ? whole.slice(1) : whole
    pending = []
    isFirst = false
    return text.endsWith('\r') ? text.slice(0, -1) : text
  }
  for await (const chunk of input) {
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      yield take(chunk.subarray(start, end))
      start = end + 1
    }
    if (start < chunk.length) pending.push(chunk.subarray(start))
  }
  if (pending.length > 0) yield take(new Uint8Array())
}

const increment = (counts: Map<string, number>, what: string): void => {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

const list = (counts: ReadonlyMap<string, number>): string =>
  counts.size === 0 ? '' : `\n${[...counts].map(([what, count]) => `  ${count} x ${what}`).join('\n')}`

const run = async (normalizeLine: NormalizeLine): Promise<void> => {
  let lines = 0
  let events = 0
  const malformed = new Map<string, number>()
  const unknown = new Map<string, number>()
  for await (const line of readLines(process.stdin)) {
    const parsed = normalizeLine(line)
    lines++
    events += parsed.events.length
    if (parsed.malformed !== undefined) increment(malformed, parsed.malformed)
    if (parsed.unknown !== undefined) increment(unknown, parsed.unknown)
    const answer =
      parsed.malformed === undefined
        ? parsed.events
        : [{ kind: 'malformed', reason: parsed.malformed }, ...parsed.events]
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await once(process.stdout, 'drain')
  }
  const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0)
  process.stderr.write(
    `${lines} lines, ${events} events, ${total(malformed)} malformed, ${total(unknown)} unknown${list(malformed)}${list(unknown)}\n`,
  )
}

// Whoever reads only the first lines (`| head`) closes the pipe: that is no failure.
process.stdout.on('error', () => process.exit(0))

const format = process.argv.slice(2).join(' ')
const createNormalizer = formats.get(format)
if (createNormalizer === undefined) {
  process.stderr.write(planned.has(format) ? `${format} is not there yet; there are: ${names}\n` : usage)
  process.exitCode = 2
} else {
  await run(createNormalizer())
}
