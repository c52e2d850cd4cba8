/** A notice's text is what a person wrote with it, else the platform's sentence: a reader of `text` alone misses nothing. */
import { describe, expect, it } from 'vitest'
import { parseEventSub, parseIrc } from '../../../electron/platforms/twitch/parse.ts'
import { isWritten } from '../../../shared/model.ts'
import { firstNotice, makeContext, makeLine, makePayload } from './context.ts'

const context = makeContext()

const usernotice = (tags: Readonly<Record<string, string | undefined>>, rest = '') =>
  firstNotice(parseIrc(makeLine(tags, `:tmi.twitch.tv USERNOTICE #streamer_one${rest}`), context))

const notification = (event: Readonly<Record<string, unknown>>) =>
  firstNotice(parseEventSub(makePayload('channel.chat.notification', { message_id: 'n1', ...event }), context))

const told = ({ system, text, parts }: ReturnType<typeof firstNotice>) => ({ system, text, parts })

const sentence = (text: string) => ({ system: text, text, parts: [{ type: 'text', text }] })

describe('a notice with which nobody wrote anything', () => {
  it('has the platform’s sentence as its text, over either wire', () => {
    const said = 'Viewer_One subscribed at Tier 1.'
    expect([
      told(usernotice({ 'msg-id': 'sub', 'system-msg': said.replaceAll(' ', '\\s') })),
      told(notification({ notice_type: 'sub', system_message: said, message: { text: '', fragments: [] } })),
    ]).toEqual([sentence(said), sentence(said)])
  })

  it('has it as its text where this version does not know the kind', () => {
    expect([
      told(usernotice({ 'msg-id': 'party', 'system-msg': 'A\\sparty!' })),
      told(notification({ notice_type: 'party', system_message: 'A party!', message: null })),
      told(firstNotice(parseEventSub(makePayload('channel.dance', { system_message: 'A dance.' }), context))),
    ]).toEqual([sentence('A party!'), sentence('A party!'), sentence('A dance.')])
  })

  it('has our sentence where the platform sends none, or one in which nothing is visible', () => {
    expect([
      told(usernotice({ 'msg-id': 'unraid', 'system-msg': '\u200b' })),
      told(notification({ notice_type: 'unraid', system_message: '\u200b', message: { text: '\u200b' } })),
      told(firstNotice(parseEventSub(makePayload('channel.follow', { user_id: '5', user_name: 'Five' }), context))),
      told(firstNotice(parseEventSub(makePayload('channel.dance', { system_message: '\u200b' }), context))),
    ]).toEqual([
      sentence('The raid has been canceled.'),
      sentence('The raid has been canceled.'),
      sentence('Five followed.'),
      sentence('Twitch sent an event that this version does not know: channel.dance.'),
    ])
  })

  it('is of bounded length however long the name of its kind is', () => {
    const long = 'x'.repeat(100_000)
    expect(usernotice({ 'msg-id': long }).text.length).toBeLessThanOrEqual(4_000)
    expect(notification({ notice_type: long }).text.length).toBeLessThanOrEqual(4_000)
  })

  it('is what the server says of a room, and nothing where the server says nothing', () => {
    const notice = (text: string) => parseIrc(`@msg-id=msg_banned :tmi.twitch.tv NOTICE #room :${text}`, context)
    expect(told(firstNotice(notice('So it is.')))).toEqual(sentence('So it is.'))
    expect(notice('\u200b')).toEqual({ events: [] })
  })
})

describe('a notice with which somebody wrote something', () => {
  it('has their words as its text, and the sentence beside them', () => {
    const expected = { system: 'It happened.', text: 'so nice', parts: [{ type: 'text', text: 'so nice' }] }
    const notices = [
      usernotice({ 'msg-id': 'resub', 'system-msg': 'It\\shappened.' }, ' :so nice'),
      usernotice({ 'msg-id': 'party', 'system-msg': 'It\\shappened.' }, ' :so nice'),
      notification({ notice_type: 'resub', system_message: 'It happened.', message: { text: 'so nice' } }),
    ]
    expect(notices.map(told)).toEqual([expected, expected, expected])
    expect(notices.map(isWritten)).toEqual([true, true, true])
    expect(isWritten(usernotice({ 'msg-id': 'sub', 'system-msg': 'It\\shappened.' }))).toBe(false)
  })
})
