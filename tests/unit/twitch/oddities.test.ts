/** What real captures hold beside the documents: missing fields, retired kinds, names that nobody expected. */
import { describe, expect, it } from 'vitest'
import { parseEventSub, parseIrc } from '../../../electron/platforms/twitch/parse.ts'
import { firstMessage, firstNotice, makeContext, makePayload, privmsg } from './context.ts'

const context = makeContext()

describe('sums of money', () => {
  it('have the digits of their currency where Twitch does not tell them', () => {
    const paid = (currency: string) =>
      firstMessage(
        parseIrc(privmsg('x', { 'pinned-chat-paid-amount': '1400', 'pinned-chat-paid-currency': currency }), context),
      ).paid?.value
    expect([paid('USD'), paid('jpy'), paid('KWD')]).toEqual(['14.00', '1400', '1.400'])
  })

  it('of a charity may name their digits in either way', () => {
    const amount = (wire: Readonly<Record<string, unknown>>) =>
      firstNotice(
        parseEventSub(
          makePayload('channel.chat.notification', {
            message_id: 'n1',
            notice_type: 'charity_donation',
            charity_donation: { amount: { value: 550, currency: 'EUR', ...wire } },
          }),
          context,
        ),
      ).amount?.value
    expect([amount({ decimal_place: 2 }), amount({ decimal_places: 2 })]).toEqual(['5.50', '5.50'])
  })
})
