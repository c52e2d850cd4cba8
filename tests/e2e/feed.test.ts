/** What a row shows: everything that Twitch can put into a chat, in the merged feed and in a channel's own. */

import { describe, test } from 'vitest'
import { expect } from './expect.ts'
import { signedInto, useStage } from './stage.ts'
import { allMessages, feedOf, imageAddress, railEntry, row } from './words.ts'

describe('the feed', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'mosswood_mia', 'tidal_tom', 'ember_arcade') })
  const say = (text: string, more: { channel?: string; user?: string } & Record<string, unknown> = {}) =>
    stage().control.say({ channel: 'river_host', user: 'pebble_pat', text, ...more })

  test('merges all channels, and a channel’s view holds its own rows alone', async () => {
    const { page } = stage()
    say('one in the river')
    say('one in the arcade', { channel: 'ember_arcade', user: 'clutch_cleo' })
    await expect(row(allMessages(page), 'one in the arcade')).toContainText('EmberArcade')
    await expect(row(allMessages(page), 'one in the river')).toHaveAttribute('data-state', 'visible')
    await railEntry(page, 'EmberArcade').click()
    await expect(row(feedOf(page, 'EmberArcade'), 'one in the arcade')).toBeVisible()
    await expect(row(page, 'one in the river')).toHaveCount(0)
    await page.goBack()
    await expect(allMessages(page)).toBeVisible()
  })

  test('shows emotes and badges as the platform’s own pictures', async () => {
    const { page } = stage()
    say('well caught Kappa indeed', { user: 'otter_ines' })
    const line = row(page, 'well caught Kappa indeed')
    const emote = line.getByRole('img', { name: 'Kappa' })
    await expect
      .poll(() => emote.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth))
      .toBeGreaterThan(0)
    await expect(emote).toHaveAttribute('src', imageAddress)
    await expect(line.getByRole('img', { name: 'Moderator' })).toHaveAttribute('src', imageAddress)
  })

  test('shows a mention, a cheer, a /me, a highlight and somebody’s first message', async () => {
    const { page } = stage()
    say('@river_host look at this')
    await expect(row(page, 'look at this')).toHaveAttribute('data-emphasis', 'mention')
    say('Cheer100 for the boat', { cheer: true, user: 'kayak_kim' })
    await expect(row(page, 'for the boat')).toContainText(/100/u)
    await expect(row(page, 'for the boat')).toHaveAttribute('data-emphasis', 'highlighted')
    say('waves a tiny flag', { action: true })
    await expect(row(page, 'waves a tiny flag').locator('i')).toHaveText('waves a tiny flag')
    say('please read this', { type: 'channel_points_highlighted' })
    await expect(row(page, 'please read this')).toHaveAttribute('data-emphasis', 'highlighted')
    say('hello, I am new', { first: true, user: 'quiet_quinn' })
    await expect(row(page, 'hello, I am new')).toBeVisible()
  })

  test('opens links through the host only, and only those that are safe', async () => {
    const { page, machine, context, origin } = stage()
    say('see https://example.org/boats?a=1 and javascript:alert(1)')
    const line = row(page, 'see https://example.org/boats')
    await line.getByRole('link', { name: 'https://example.org/boats?a=1' }).click()
    await expect.poll(() => machine.opened().at(-1)).toBe('https://example.org/boats?a=1')
    await expect(line.getByRole('link')).toHaveCount(1)
    expect(context.pages()).toHaveLength(1)
    expect(new URL(page.url()).origin).toBe(origin)
    say('nothing holds the feed after that')
    await expect(row(page, 'nothing holds the feed after that')).toBeVisible()
  })

  test('shows whom a reply answers, and never quotes what was removed', async () => {
    const { page, control } = stage()
    const { messageId } = say('is the lock done?', { user: 'kayak_kim' })
    say('almost', { user: 'otter_ines', replyTo: messageId })
    const answer = row(page, /Otter_Ines: .*almost/u)
    await expect(answer).toContainText('KayakKim: is the lock done?')
    control.delete({ messageId })
    await expect(answer).toContainText('KayakKim: removed')
    await expect(page.getByText('is the lock done?')).toHaveCount(0)
  })

  test('has a quiet line for every notice, and folds a gift bomb into one', async () => {
    const { page, control } = stage()
    const channel = 'river_host'
    const user = 'kayak_kim'
    const kinds = [
      ['sub', { type: 'sub' }],
      ['resub', { type: 'resub', months: 31, text: 'still afloat' }],
      ['gift', { type: 'sub_gift', recipient: 'lantern_leo' }],
      ['giftUpgrade', { type: 'gift_paid_upgrade', gifter: 'lantern_leo' }],
      ['primeUpgrade', { type: 'prime_paid_upgrade' }],
      ['payItForward', { type: 'pay_it_forward', gifter: 'lantern_leo' }],
      ['raid', { type: 'raid', viewers: 77 }],
      ['announcement', { type: 'announcement', text: 'boats leave at nine' }],
      ['bitsBadge', { type: 'bits_badge_tier', threshold: 1000 }],
      ['charity', { type: 'charity_donation', cents: 500 }],
      ['watchStreak', { type: 'watch_streak', streams: 12 }],
      ['unknown', { type: 'unknown' }],
    ] as const
    for (const [kind, notice] of kinds) {
      control.notice({ channel, user, ...notice })
      await expect(allMessages(page).locator(`[data-kind="notice-${kind}"]`)).toHaveCount(1)
      await expect(allMessages(page).locator(`[data-kind="notice-${kind}"]`)).toContainText(/\w{4}/u)
    }
    await expect(page.getByText('boats leave at nine')).toBeVisible()
    await expect(row(page, 'still afloat')).toContainText('31')
    control.giftBomb({ channel, user: 'splits_sam', count: 5 })
    const bomb = allMessages(page).locator('[data-kind="notice-giftBomb"]')
    await expect(bomb).toContainText('×5')
    await expect(bomb).toContainText('and 1 more')
    await expect(allMessages(page).locator('[data-kind="notice-gift"]')).toHaveCount(1)
  })

  test('tells the modes of a room in the header and as a line', async () => {
    const { page, control } = stage()
    control.settings({ channel: 'river_host', slowSeconds: 30 })
    await expect(row(page, 'Slow mode on, 30 s')).toBeVisible()
    await railEntry(page, 'River_Host').click()
    await expect(page.getByRole('list', { name: 'Modes in force' })).toContainText('Slow mode, 30 s')
    control.settings({ channel: 'river_host', slowSeconds: null })
    await expect(page.locator('main > header').getByText('Slow mode')).toHaveCount(0)
    await page.getByRole('link', { name: 'All channels' }).click()
  })

  test('shows a line of a shared chat once, and what one room removed only as removed there', async () => {
    const { page, control } = stage()
    const said = say('we paint and we run', { channel: 'mosswood_mia', user: 'teacup_theo' })
    const line = row(page, 'we paint and we run')
    await expect(line).toHaveCount(1)
    const copy = said.rooms.find((room) => room.channel === 'tidal_tom')?.messageId ?? ''
    control.delete({ messageId: copy })
    await expect(line).toContainText('removed in #TidalTom')
    await expect(line).toHaveAttribute('data-state', 'visible')
    await railEntry(page, 'TidalTom').click()
    await expect(feedOf(page, 'TidalTom').locator('[data-state=removed]')).toContainText('Teacup_Theo')
    await railEntry(page, 'Mosswood_Mia').click()
    await expect(row(feedOf(page, 'Mosswood_Mia'), 'we paint and we run')).toHaveAttribute('data-state', 'visible')
    await page.getByRole('link', { name: 'All channels' }).click()
  })

  test('bounds what strangers write: markup, control characters and stacked marks stay text', async () => {
    const { page } = stage()
    say(`<img src=x onerror="alert(1)"> <b>bold</b> Z${'\u0335\u0321'.repeat(60)}algo \u202Egnp.exe`)
    const line = row(page, '<b>bold</b>')
    await expect(line).toContainText('<img src=x onerror="alert(1)">')
    expect(await line.getByRole('img', { name: /x|onerror/u }).count()).toBe(0)
    expect(await line.evaluate((element) => element.getBoundingClientRect().height)).toBeLessThan(90)
    expect(await line.textContent()).not.toContain('\u202E')
  })
})
