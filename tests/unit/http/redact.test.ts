import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogger, openLogDestination } from '../../../electron/logging.ts'
import { redactText, redactValue } from '../../../electron/net/redact.ts'
import { createSecret } from '../../../electron/oauth/secret.ts'

const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789']
const urlSafe = [...letters, ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ_-']
const token = fc
  .oneof(
    fc.array(fc.constantFrom(...letters), { minLength: 24, maxLength: 60 }),
    fc.array(fc.constantFrom(...urlSafe), { minLength: 24, maxLength: 80 }),
  )
  .map((characters) => characters.join(''))
  // Shrinking leads to numbers and to words joined by dashes, which no generator of tokens makes.
  .filter((text) => /\d/u.test(text) && /[a-z]/iu.test(text))
  .filter((text) => !/^[a-z]+\d{0,2}(?:[_-][a-z]+\d{0,2})+$/iu.test(text))

const textShapes: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `oauth:${secret}`,
  (secret) => `PASS oauth:${secret}\r\n`,
  (secret) => `Authorization: Bearer ${secret}`,
  (secret) => `authorization: OAuth ${secret}, next`,
  (secret) => `https://id.example/x?access_token=${secret}&a=1#${secret}`,
  (secret) => `{"refresh_token":"${secret}","n":1}`,
  (secret) => `failed for '${secret}'.`,
  (secret) => `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.${secret}.${secret}`,
  (secret) => `line\n${secret}\tend`,
]
const valueShapes: readonly ((secret: string) => unknown)[] = [
  (secret) => ({ token: secret }),
  (secret) => ({ nested: { deep: [{ headers: { authorization: `Bearer ${secret}` } }] } }),
  (secret) => new Map([[secret, secret]]),
  (secret) => new Set([secret]),
  (secret) => new Headers({ authorization: secret, 'x-other': secret }),
  (secret) => new URL(`https://id.example/${secret}?code=${secret}`),
  (secret) => new Error(`refused ${secret}`, { cause: Object.assign(new Error('x'), { accessToken: secret }) }),
  (secret) => ({ toJSON: () => ({ value: secret }) }),
  (secret) => ({ [secret]: 1 }),
  (secret) => createSecret(secret),
  (secret) => ({ bytes: new TextEncoder().encode(secret) }),
]

describe('redaction', () => {
  it('lets no token through in any shape of text', () => {
    fc.assert(
      fc.property(token, fc.constantFrom(...textShapes), (secret, shape) => {
        expect(redactText(shape(secret))).not.toContain(secret)
      }),
    )
  })

  it('lets no token through to a log line, whatever carries it', () => {
    fc.assert(
      fc.property(token, fc.constantFrom(...textShapes, ...valueShapes), (secret, shape) => {
        const lines: string[] = []
        const log = createLogger({ write: (line) => void lines.push(line) }, 'debug')
        log.warn(`it failed: ${secret}`, { inside: shape(secret), list: [shape(secret)] })
        expect(lines.length).toBe(1)
        expect(lines.join()).not.toContain(secret)
        expect(() => JSON.parse(lines[0] ?? '')).not.toThrow()
      }),
    )
  })

  it('hides short secrets and what people said by the name of their field', () => {
    expect(
      redactValue({
        password: 'a',
        user_code: 'ABCDEFGH',
        deviceCode: 'x1',
        clientSecret: 's',
        text: 'hi',
        parts: ['hi'],
      }),
    ).toEqual({
      password: '[redacted]',
      user_code: '[redacted]',
      deviceCode: '[redacted]',
      clientSecret: '[redacted]',
      text: '[redacted]',
      parts: '[redacted]',
    })
  })

  it('keeps what helps to find a fault', () => {
    const useful = {
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      type: 'channel_points_automatic_reward_redemption',
      message: '8f2c9d0e-1b2a-4c3d-9e8f-0a1b2c3d4e5f',
      channel: 'twitch:141981764',
      hasToken: true,
      tokens: 3,
      state: 'live',
      number: '12345678901234567890123',
      why: 'api.twitch.tv did not answer within 10 s.',
      path: '/helix/eventsub/subscriptions',
    }
    expect(redactValue(useful)).toEqual(useful)
  })

  it('survives data that bites: circles, depth, getters that throw, huge lists and texts', () => {
    const circle: Record<string, unknown> = { name: 'a' }
    circle['self'] = circle
    const deep = Array.from({ length: 30 }).reduce<unknown>((inner) => ({ inner }), 'end')
    const bites = {
      get trap() {
        throw new Error('no')
      },
    }
    expect(redactValue({ circle, bites })).toEqual({ circle: { name: 'a', self: '[circular]' }, bites: '[unreadable]' })
    expect(JSON.stringify(redactValue(deep))).toContain('[deep]')
    expect(redactValue(Array.from({ length: 1_000 }, (_, index) => index))).toHaveLength(101)
    expect(String(redactValue('a b '.repeat(10_000))).length).toBeLessThan(4_100)
    expect(redactValue({ big: 10n, when: new Date(0), call: () => 1 })).toEqual({
      big: '10',
      when: '1970-01-01T00:00:00.000Z',
      call: '[function]',
    })
  })

  it('is quick on hostile text', () => {
    const started = performance.now()
    for (const text of ['token'.repeat(20_000), 'a_'.repeat(50_000), 'Bearer '.repeat(10_000), '='.repeat(100_000)]) {
      redactText(text)
    }
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('the logger', () => {
  it('writes one JSON line an event, from its level on', () => {
    const lines: string[] = []
    const log = createLogger({ write: (line) => void lines.push(line) }, 'info')
    log.debug('too fine')
    log.info('started', { port: 1 })
    const [line, ...others] = lines.map((text): unknown => JSON.parse(text))
    expect(others).toEqual([])
    expect(line).toEqual({ level: 'info', time: expect.any(String), event: 'started', fields: { port: 1 } })
  })

  it('goes on without a file that cannot be opened', () => {
    expect(() => openLogDestination('/no/such/folder/tributary.log').stop()).not.toThrow()
  })

  it('does not end the app when its destination fails', () => {
    const log = createLogger({
      write: () => {
        throw new Error('ENOSPC')
      },
    })
    expect(() => log.error('lost')).not.toThrow()
  })
})
