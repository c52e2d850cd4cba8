import { describe, expect, it } from 'vitest'
import { settle } from '../../harness/clock.ts'
import { channelOf, chatPayload, type FakeTwitch, idOf, me, privmsg, startTwitch } from './fake-twitch.ts'

const one = channelOf(1)

const revocation = (twitch: FakeTwitch, status: string, type = 'channel.chat.message') =>
  twitch.frame('revocation', {
    subscription: { ...chatPayload(one, '').subscription, id: 'sub1', type, status },
  })

describe('a revocation', () => {
  it('of the authorization: needs sign-in in words, and the chat is still read by IRC', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, me)
    await settle()
    twitch.eventSub()[0]?.receive(revocation(twitch, 'authorization_revoked'))
    expect(connection.state.value).toMatchObject({
      status: 'needsSignIn',
      why: expect.stringContaining('read without the account'),
    })
    expect(twitch.gaps).toEqual([])
    expect(twitch.eventSub()).toEqual([])
  })

  it.each([
    ['chat_user_banned', /banned in this chat/],
    ['user_removed', /no longer exists/],
    ['moderator_removed', /no longer a moderator/],
    ['version_removed', /newer version/],
    ['something_new', /something_new/],
  ])('%s: the account’s reading ends with the reason, the chat goes on by IRC', async (status, words) => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, me)
    await settle()
    twitch.eventSub()[0]?.receive(revocation(twitch, status))
    expect(connection.state.value).toMatchObject({ status: 'live', note: expect.stringMatching(words) })
    expect(twitch.gaps).toEqual([])
  })

  it('of a version of one lesser kind: counted, and the rest goes on', async () => {
    const twitch = startTwitch({ sources: 'eventsub' })
    const connection = twitch.session.connect(one, me)
    await settle()
    twitch.eventSub()[0]?.receive(revocation(twitch, 'version_removed', 'channel.chat.clear'))
    expect(connection.state.value.status).toBe('live')
    expect(twitch.counts.get('eventsub version removed channel.chat.clear')).toBe(1)
  })
})

describe('both sources together', () => {
  it('have no gap while one of them reads, and one when both were down', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(1_000)
    twitch.eventSub()[0]?.drop(4000)
    await twitch.clock.advance(3_000)
    twitch.irc()[0]?.drop(1001)
    await twitch.clock.advance(3_000)
    expect(twitch.gaps).toEqual([])
    twitch.accepted.value = false
    twitch.irc()[0]?.drop(1001)
    await twitch.clock.advance(1_000)
    twitch.eventSub()[0]?.drop(4000)
    await twitch.clock.advance(1_000)
    twitch.accepted.value = true
    await twitch.clock.advance(3_000)
    expect(connection.state.value.status).toBe('live')
    expect(twitch.gaps).toMatchObject([{ channel: one.id, from: 8_000 }])
  })

  it('say so when EventSub is not open after 15 s, and no longer once it is', async () => {
    const twitch = startTwitch()
    let answerNow: () => void = () => undefined
    twitch.route(async ({ method, path }) => {
      if (method !== 'POST' || path !== '/eventsub/subscriptions') return undefined
      await new Promise<void>((resolve) => {
        answerNow = resolve
      })
      return undefined
    })
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(8_000)
    twitch.eventSub()[0]?.receive(twitch.frame('session_keepalive', {}))
    await twitch.clock.advance(6_999)
    expect(connection.state.value).toEqual({ status: 'live', since: expect.any(Number) })
    await twitch.clock.advance(1)
    expect(connection.state.value).toMatchObject({
      status: 'live',
      note: 'Read without the account for now: Twitch’s EventSub has not opened this chat yet.',
    })
    twitch.unroute()
    answerNow()
    await settle()
    expect(connection.state.value).toEqual({ status: 'live', since: expect.any(Number) })
    await connection.stop()
    await twitch.session.stop()
    expect(twitch.clock.pending()).toBe(0)
  })

  it('both deliver, each under its name', async () => {
    const twitch = startTwitch()
    twitch.session.connect(one, me)
    await settle()
    twitch.irc()[0]?.receive(privmsg(one, 'hello'))
    twitch.eventSub()[0]?.receive(twitch.notification(one, 'hello'))
    expect(twitch.texts()).toEqual(['irc twitch:1001 hello', 'eventsub twitch:1001 hello'])
  })

  it('sleep and wake: one gap from the sleep on, everything read again at once', async () => {
    const twitch = startTwitch()
    const connection = twitch.session.connect(one, me)
    await twitch.clock.advance(2_000)
    twitch.irc()[0]?.receive('PING :x')
    twitch.host.sleep()
    twitch.host.wake(3_600_000)
    await settle()
    expect(connection.state.value.status).toBe('live')
    expect(twitch.gaps).toMatchObject([{ channel: one.id, from: 2_000, to: 3_602_000 }])
    expect(idOf(one)).toBe('1001')
  })
})
