import { channel } from 'node:diagnostics_channel'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpClient } from '../../../electron/net/http-client.ts'
import { type SendWatch, watchSending } from '../../../electron/net/http-sent.ts'
import { createVirtualClock } from '../../harness/clock.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const created = channel('undici:request:create')
const sentHeaders = channel('undici:client:sendHeaders')

describe('watching a request leave', () => {
  let watch: SendWatch | undefined
  afterEach(() => watch?.stop())

  /** Plays Node's fetch: makes a request, perhaps writes it, and then hears nothing. */
  const ask = async (steps: (request: object) => void) => {
    watch = watchSending()
    const clock = createVirtualClock()
    const client = createHttpClient({
      fetch: async () => {
        await Promise.resolve()
        steps({})
        return new Promise<Response>(() => undefined)
      },
      clock,
      random: Math.random,
      userAgent: 'Tributary/1',
      log: silent,
      watch,
    })
    const asked = client.request({ method: 'POST', url: 'https://api.example/', json: {} })
    await clock.advance(10_000)
    return asked
  }

  it('is sure that nothing arrived when no connection was made in time', async () => {
    expect(await ask((request) => created.publish({ request }))).toEqual({
      kind: 'notSent',
      why: 'No connection to api.example could be made within 10 s.',
    })
  })

  it('is not sure once the request was written', async () => {
    const outcome = await ask((request) => {
      created.publish({ request })
      sentHeaders.publish({ request })
    })
    expect(outcome).toEqual({ kind: 'uncertain', why: 'api.example did not answer within 10 s.' })
  })

  it('is not sure where fetch tells nothing, or tells it of another request', async () => {
    expect(await ask(() => undefined)).toMatchObject({ kind: 'uncertain' })
    const other = {}
    created.publish({ request: other })
    expect(await ask(() => sentHeaders.publish({ request: other }))).toMatchObject({ kind: 'uncertain' })
  })

  it('stays sure that it left when a redirect makes a second request', async () => {
    const outcome = await ask((request) => {
      created.publish({ request })
      sentHeaders.publish({ request })
      created.publish({ request: {} })
    })
    expect(outcome).toMatchObject({ kind: 'uncertain' })
  })
})
