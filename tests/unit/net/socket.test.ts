import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { openSocket } from '../../../electron/net/socket.ts'

/** The one place of these tests with a real socket, on loopback: this file is about `ws` itself. */
const withServer = async <Value>(serve: (socket: WebSocket) => void, use: (url: string) => Promise<Value>) => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('connection', serve)
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    return await use(`ws://127.0.0.1:${port}/`)
  } finally {
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
  }
}

const follow = (url: string, maxFrameBytes?: number, onOpen?: (close: () => void) => void) =>
  new Promise<{ texts: string[]; code: number; reason: string }>((resolve) => {
    const texts: string[] = []
    const socket = openSocket(
      url,
      {
        opened: () => onOpen?.(() => socket.close(1000)),
        received: (text) => texts.push(text),
        closed: ({ code, reason }) => resolve({ texts, code, reason }),
      },
      maxFrameBytes === undefined ? {} : { maxFrameBytes },
    )
  })

describe('a socket', () => {
  it('hands on texts and the code and reason of the close', async () => {
    const seen = await withServer((socket) => {
      socket.send('one')
      socket.send('zwei ü')
      socket.close(4003, 'connection unused')
    }, follow)
    expect(seen).toEqual({ texts: ['one', 'zwei ü'], code: 4003, reason: 'connection unused' })
  })

  it('closes with 1003 on binary data', async () => {
    const codes: number[] = []
    const seen = await withServer(
      (socket) => {
        socket.on('close', (code) => codes.push(code))
        socket.send(new Uint8Array([1, 2]))
        socket.send('after')
      },
      async (url) => {
        const result = await follow(url)
        while (codes.length === 0) await new Promise((resolve) => setImmediate(resolve))
        return result
      },
    )
    expect(seen).toMatchObject({ texts: [], code: 1003 })
    expect(codes).toEqual([1003])
  })

  it('closes with 1009 on a frame of 10 MB, without keeping it', async () => {
    const seen = await withServer((socket) => socket.send('x'.repeat(10_000_000)), follow)
    expect(seen).toMatchObject({ texts: [], code: 1009 })
  })

  it('answers pings', async () => {
    const pong = await new Promise((resolve) => {
      void withServer(
        (socket) => {
          socket.on('pong', (data) => {
            resolve(data.toString())
            socket.close(1000)
          })
          socket.ping('marco')
        },
        (url) => follow(url),
      )
    })
    expect(pong).toBe('marco')
  })

  it('says in words when nobody listens, when the answer is no socket, and when the address is none', async () => {
    const server = createServer((_request, response) => {
      response.statusCode = 503
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const refusedByHttp = await follow(`ws://127.0.0.1:${port}/`)
    await new Promise((resolve) => server.close(resolve))
    const nobody = await follow(`ws://127.0.0.1:${port}/`)
    const none = await follow('not an address')
    expect([refusedByHttp.reason, nobody.reason, none.code]).toEqual([
      'The server answered 503 instead of opening a socket.',
      'The server refused the connection.',
      1006,
    ])
  })

  it('is over at once when closed, and tells so once', async () => {
    const seen = await withServer(
      (socket) => {
        setImmediate(() => socket.send('late'))
      },
      (url) => follow(url, undefined, (close) => close()),
    )
    expect(seen).toEqual({ texts: [], code: 1000, reason: '' })
  })
})
