import { expect, it } from 'vitest'
import { createWireTap, printInbound } from '../../../electron/net/tap.ts'

it('prints what came in, oldest first, one frame a line, without tokens', () => {
  let now = 1
  const tap = createWireTap({ now: () => now++ })
  tap.enable()
  tap.record('irc', 'in', ':a PRIVMSG #x :one\r\n:a PRIVMSG #x :two\r\n')
  tap.record('eventsub', 'in', '{"metadata":{}}')
  tap.record('irc', 'out', 'PASS oauth:abcdefghijklmnopqrstuvwxyz0123')
  tap.record('irc', 'in', ':a PRIVMSG #x :three')
  expect(printInbound(tap.frames())).toBe(
    ':a PRIVMSG #x :one\n:a PRIVMSG #x :two\n{"metadata":{}}\n:a PRIVMSG #x :three\n',
  )
})

it('prints nothing while it is off', () => {
  const tap = createWireTap({ now: () => 0 })
  tap.record('irc', 'in', 'PING :x')
  expect(printInbound(tap.frames())).toBe('')
})
