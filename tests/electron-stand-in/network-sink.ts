/**
 * Where everything goes that Chromium would send to a network behind the interception's back (sockets, workers): a proxy
 * that lets nothing through and remembers who asked. Every context of the stand-in is opened with it.
 */
import { createServer, type Socket } from 'node:net'
import type { BrowserContextOptions } from 'playwright'

export interface Caught {
  /** As `CONNECT example.org:443 HTTP/1.1`. */
  readonly line: string
  readonly host: string
}

export interface NetworkSink {
  /** For the context that the stand-in is given. */
  readonly contextOptions: Pick<BrowserContextOptions, 'proxy'>
  readonly caught: readonly Caught[]
  stop(): Promise<void>
}

export const startNetworkSink = async (): Promise<NetworkSink> => {
  const caught: Caught[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
    socket.once('data', (data) => {
      const line = data.toString('latin1').split('\r\n', 1)[0] ?? ''
      caught.push({ line, host: hostOf(line.split(' ')[1] ?? '') })
      socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    contextOptions: { proxy: { server: `http://127.0.0.1:${port}` } },
    caught,
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Of `example.org:443`, or of a whole address. */
const hostOf = (target: string): string =>
  URL.parse(target.includes('://') ? target : `http://${target}`)?.hostname ?? ''
