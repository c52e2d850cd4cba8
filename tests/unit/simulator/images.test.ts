import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decodeGif } from './gif-reader.ts'
import { at, createBench, textAt } from './support.ts'

const load = async (path: string, bench = createBench()) => {
  const response = await bench.twitch.app.request(path)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { status: response.status, type: response.headers.get('content-type'), bytes, headers: response.headers }
}

describe('pictures', () => {
  test.each([
    ['/emoticons/v2/25/default/dark/1.0', 28],
    ['/emoticons/v2/25/static/light/3.0', 112],
    ['/badges/v1/moderator-1/1', 18],
    ['/badges/v1/river_host.subscriber-12/3', 72],
    ['/jtv_user_pictures/river_host-profile_image-300x300.png', 150],
    ['/actions/cheer/dark/static/100/2.png', 56],
  ])('%s is a PNG of %i pixels', async (path, size) => {
    const { status, type, bytes } = await load(path)
    const view = Buffer.from(bytes)
    expect([status, type, view.toString('latin1', 1, 4), view.readUInt32BE(16)]).toEqual([
      200,
      'image/png',
      'PNG',
      size,
    ])
    const data = view.subarray(41, view.length - 16)
    expect(inflateSync(data)).toHaveLength((size * 4 + 1) * size)
  })

  test('animated emotes are GIFs that decode to whole frames', async () => {
    const bench = createBench()
    const { body } = await bench
      .as('river_host', [])
      .call('GET', `/chat/emotes?broadcaster_id=${bench.id('river_host')}`)
    const emotes = at(body, 'data')
    const animated = Array.isArray(emotes) ? emotes.find((emote) => at(emote, 'format', 1) === 'animated') : undefined
    const { type, bytes } = await load(`/emoticons/v2/${textAt(animated, 'id')}/default/dark/2.0`)
    expect(type).toBe('image/gif')
    const { size, frames } = decodeGif(bytes)
    expect([size, frames.length, frames.every((frame) => frame.length === size * size)]).toEqual([56, 12, true])
    expect(new Set(frames.map((frame) => frame.join())).size).toBeGreaterThan(3)
  })

  test('every badge, emote and person that Helix names has a picture at the simulator', async () => {
    const bench = createBench()
    const helix = bench.as('river_host', [])
    const river = bench.id('river_host')
    const paths = [
      '/chat/badges/global',
      `/chat/badges?broadcaster_id=${river}`,
      '/chat/emotes/global',
      '/bits/cheermotes',
      '/users',
    ]
    const answers = await Promise.all(paths.map((path) => helix.call('GET', path)))
    const urls =
      JSON.stringify(answers.map(({ body }) => body)).match(/http:[^"]+?(?:\/\d|\/[123]\.0|\.png|\.gif)(?=")/g) ?? []
    expect(urls.length).toBeGreaterThan(100)
    const statuses = await Promise.all(urls.map(async (url) => (await load(new URL(url).pathname, bench)).status))
    expect(statuses.every((status) => status === 200)).toBe(true)
  }, 20_000)

  test('unknown paths have none', async () => {
    const statuses = ['/emoticons/v2/25/default/dark/9.0', '/emoticons/v2/25/animated/dark/1.0', '/badges/v1/x/9', '/']
    expect(await Promise.all(statuses.map(async (path) => (await load(path)).status))).toEqual([404, 404, 404, 404])
  })

  test('can be nasty on request, and well again', async () => {
    const bench = createBench()
    const path = '/emoticons/v2/25/default/dark/1.0'
    const fail = (kind: Parameters<typeof bench.control.failImages>[0]['kind']) => {
      bench.control.failImages({ path: '/emoticons/v2/25', kind })
      return load(path, bench)
    }
    expect((await fail('wrongType')).type).toBe('text/html')
    expect(Buffer.from((await fail('html')).bytes).toString()).toContain('<script>')
    expect((await fail('svg')).type).toBe('image/svg+xml')
    expect((await fail('large')).bytes.length).toBe(5 * 1024 * 1024)
    expect((await fail('redirect')).headers.get('location')).toBe('http://localhost:1/elsewhere.png')
    expect((await fail('redirectLoop')).headers.get('location')).toContain(path)
    expect((await fail('empty')).bytes.length).toBe(0)
    expect((await fail('truncated')).bytes.length).toBe(40)
    expect((await fail('none')).type).toBe('image/png')
  })
})
