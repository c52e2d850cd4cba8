import { describe, expect, it } from 'vitest'
import {
  type ChannelId,
  isUnknownChannelId,
  makeAuthorId,
  makeChannelId,
  makeEventId,
  makeUnknownChannelId,
  readAuthorId,
  readChannelId,
  readEventId,
} from '../../shared/model.ts'

describe('ids', () => {
  it('gives back the components they were made of, whatever characters those hold', () => {
    const id = makeChannelId('twitch', 'a:b/c', '100%', 'ü ?')
    expect(readChannelId(id)).toEqual({ platform: 'twitch', components: ['a:b/c', '100%', 'ü ?'] })
    const event = makeEventId(id, 'message', 'x/y:z', '1')
    expect(readEventId(event)).toEqual({ channel: id, kind: 'message', key: ['x/y:z', '1'] })
    expect(readAuthorId(makeAuthorId('twitch', '5', 'https://a.example:8443'))).toEqual({
      platform: 'twitch',
      userId: '5',
    })
  })

  it('keeps the same user of two servers apart', () => {
    expect(makeAuthorId('twitch', '5', 'https://a.example')).not.toBe(makeAuthorId('twitch', '5', 'https://b.example'))
  })

  it('names a channel of which only a hint is known, and reads it as no channel', () => {
    const id = makeUnknownChannelId('twitch', 'streamer_one')
    expect(id).toBe('twitch:?streamer_one')
    expect(isUnknownChannelId(id)).toBe(true)
    expect(readChannelId(id)).toBeUndefined()
  })

  it.each(['', 'twitch', 'twitch:', 'myspace:1', 'twitch:%E0%A4%A', ':1'])('reads %j as no channel', (text) => {
    expect(readChannelId(text)).toBeUndefined()
  })

  it.each(['', 'twitch:1', 'twitch:1/message', 'twitch:1/party/1', 'myspace:1/message/1', 'twitch:1/message/%E0'])(
    'reads %j as no event',
    (text) => {
      expect(readEventId(text as ChannelId)).toBeUndefined()
    },
  )
})
