/** The one test that opens a port: what only a real socket can show. Loopback, any free port, no clock. */
import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createSimulator, type Simulator } from '../../../simulator/simulator.ts'

const open: Simulator[] = []
const start = async (): Promise<Simulator> => {
  const simulator = await createSimulator()
  open.push(simulator)
  return simulator
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.stop()))
})

const connect = (url: string): WebSocket => {
  const socket = new WebSocket(url)
  socket.on('error', () => undefined)
  return socket
}

describe('the simulator on a port', () => {
  test('names its endpoints and speaks all four protocols there', async () => {
    const { url, endpoints, control } = await start()
    const { accessToken, clientId } = control.issueToken({ user: 'river_host', scopes: [] })
    const headers = { authorization: `Bearer ${accessToken}`, 'client-id': clientId }
    const users = await fetch(`${endpoints.twitch.api}/users`, { headers })
    const validated = await fetch(`${endpoints.twitch.auth}/validate`, {
      headers: { authorization: `OAuth ${accessToken}` },
    })
    const picture = await fetch(`${endpoints.twitch.images}/emoticons/v2/25/default/dark/1.0`)
    expect([users.status, validated.status, picture.status, new URL(url).hostname]).toEqual([
      200,
      200,
      200,
      '127.0.0.1',
    ])
    const eventSub = connect(endpoints.twitch.socket)
    const [welcome] = await once(eventSub, 'message')
    expect(String(welcome)).toContain('session_welcome')
    const irc = connect(endpoints.twitch.irc)
    await once(irc, 'open')
    irc.send('NICK justinfan1\r\n')
    const [hello] = await once(irc, 'message')
    expect(String(hello)).toContain(':Welcome, GLHF!')
  })

  test('refuses, cuts and drops connections when told to', async () => {
    const { endpoints, control } = await start()
    control.nextConnections({ socket: 'irc', fault: 'refuse' })
    const [, refused] = await once(connect(endpoints.twitch.irc), 'unexpected-response')
    expect(refused).toMatchObject({ statusCode: 503 })
    control.nextConnections({ socket: 'irc', fault: 'cut' })
    const [cutCode] = await once(connect(endpoints.twitch.irc), 'close')
    const socket = connect(endpoints.twitch.socket)
    await once(socket, 'message')
    control.drop({ code: 4005 })
    const [closeCode] = await once(socket, 'close')
    expect([cutCode, closeCode]).toEqual([1006, 4005])
  })

  test('cuts HTTP under a request, after processing it or before', async () => {
    const { endpoints, control } = await start()
    const ask = () =>
      fetch(`${endpoints.twitch.api}/users`).then(
        (answer) => answer.status,
        () => 'cut',
      )
    control.failNext({ path: '/helix/users', answer: 'drop' })
    control.failNext({ path: '/helix/users', answer: 'lost' })
    expect([await ask(), await ask(), await ask()]).toEqual(['cut', 'cut', 401])
  })

  test('says in words that its port is taken', async () => {
    const { url } = await start()
    const port = Number(new URL(url).port)
    await expect(createSimulator({ port })).rejects.toThrow(`Port ${port} is already in use`)
  })

  test('stops at once with everything still open', async () => {
    const { endpoints, control, stop } = await start()
    control.failNext({ path: '/helix/users', answer: 'hang' })
    const hanging = fetch(`${endpoints.twitch.api}/users`).catch(() => 'cut')
    const socket = connect(endpoints.twitch.socket)
    await once(socket, 'message')
    const closed = once(socket, 'close')
    await stop()
    open.length = 0
    await closed
    expect(await hanging).toBe('cut')
  })
})
