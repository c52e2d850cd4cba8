/** What the person sees when lines break, the network goes or the app itself was killed; time runs twelve times as fast. */

import { describe, test } from 'vitest'
import { untilRead } from '../faults/support.ts'
import { createFastClock } from '../harness/fast-clock.ts'
import { expect } from './expect.ts'
import { signedInto, useStage } from './stage.ts'
import { chip, delivery, feedOf, input, row } from './words.ts'

const clock = createFastClock(12)

describe('an interruption', () => {
  const stage = useStage({
    clock,
    // As patient as the real one is by the machine's clock.
    simulatorOptions: { clock, deviceIntervalSeconds: 0.05, leastKeepaliveSeconds: 10, subscribeWithinSeconds: 200 },
    prepare: signedInto('river_host', 'night_owl_nora'),
  })
  const say = (text: string) => stage().control.say({ channel: 'night_owl_nora', user: 'velvet_vic', text })
  const inRoom = (text: string) =>
    stage()
      .control.messages({ channel: 'night_owl_nora' })
      .filter((message) => message.text === text).length

  test('that Twitch announces is not seen: every line is there once', async () => {
    const { page, control } = stage()
    say('before the move')
    control.askToReconnect({ socket: 'eventsub' })
    control.askToReconnect({ socket: 'irc' })
    for (const number of [1, 2, 3]) say(`while it moves ${number}`)
    await expect(row(page, 'while it moves 3')).toHaveCount(1)
    say('after the move')
    for (const text of ['before the move', 'while it moves 1', 'while it moves 2', 'after the move'])
      await expect(row(page, text)).toHaveCount(1)
    await expect(page.getByText('Nothing was seen from')).toHaveCount(0)
  })

  test('in which nothing could be seen is marked in the feed, from when to when and why', async () => {
    const { page, control, app } = stage()
    const { simulator } = app
    await page.getByRole('link', { name: 'Night_Owl_Nora on Twitch' }).click()
    const feed = feedOf(page, 'Night_Owl_Nora')
    for (const socket of ['irc', 'eventsub'] as const) {
      control.nextConnections({ socket, fault: 'refuse' })
      control.drop({ socket })
    }
    await expect(feed.getByText(/^Nothing was seen from .* to .*: /u).first()).toBeVisible()
    await untilRead(simulator, ['night_owl_nora'], { irc: 1, eventsub: 1 })
    say('seen again')
    await expect(row(feed, 'seen again')).toHaveCount(1)
  })

  test('of the network lets nothing flood: what waited for 30 s is sent only when the person says so', async () => {
    const { page, machine } = stage()
    await page.getByRole('link', { name: 'All channels' }).click()
    const river = chip(page, 'River_Host')
    if ((await river.getAttribute('aria-checked')) === 'true') await river.click()
    machine.setOnline(false)
    await input(page).fill('patience')
    await input(page).press('Enter')
    const line = delivery(page, 'Night_Owl_Nora')
    await expect(line).toContainText(/queued.*There is no network\./u)
    await expect(line).toContainText(/not sent yet: It waited for 30 s\..*Send it now\?/u, { timeout: 15_000 })
    machine.setOnline(true)
    await expect(page.getByRole('link', { name: 'Night_Owl_Nora on Twitch' })).toHaveAccessibleDescription(/live/u)
    expect(inRoom('patience')).toBe(0)
    await page.getByRole('button', { name: 'Send now' }).click()
    await expect(line).toContainText('confirmed')
    expect(inRoom('patience')).toBe(1)
  })

  test('by a kill leaves a message that may have been sent: the next start asks', async () => {
    const { control, page, startAfterKill } = stage()
    control.failNext({ path: '/helix/chat/messages', answer: 'hang' })
    await input(page).fill('sent at the last moment')
    await input(page).press('Enter')
    await expect
      .poll(() => control.requests().some(({ path, status }) => path === '/helix/chat/messages' && status === 0))
      .toBe(true)
    const next = await startAfterKill()
    control.heal()
    const window = await next.openWindow()
    const line = delivery(window, 'Night_Owl_Nora')
    await expect(line).toContainText('may have been sent: Tributary ended while it was being sent.', {
      timeout: 15_000,
    })
    expect(inRoom('sent at the last moment')).toBe(0)
    await window.getByRole('list', { name: 'Deliveries' }).getByRole('button', { name: 'Send again' }).click()
    await expect(line).toContainText('confirmed')
    expect(inRoom('sent at the last moment')).toBe(1)
  })
})
