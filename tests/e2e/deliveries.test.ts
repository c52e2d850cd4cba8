/** Every way that a delivery can go wrong, in the words that stand under the input. */

import { describe, test } from 'vitest'
import { expect } from './expect.ts'
import { signedInto, useStage } from './stage.ts'
import { chip, delivery, input, row } from './words.ts'

describe('a delivery', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'ember_arcade') })
  const sent = () =>
    stage()
      .control.messages({ channel: 'river_host' })
      .map(({ text }) => text)
  const write = async (text: string) => {
    const { page } = stage()
    await input(page).fill(text)
    await input(page).press('Enter')
    await expect(input(page)).toHaveValue('')
  }
  /** The line of what was written, with its buttons. */
  const line = (text: string) =>
    stage().page.getByRole('list', { name: 'Deliveries' }).getByRole('listitem').filter({ hasText: text })

  test('that Twitch drops is refused with Twitch’s own reason, and can be edited', async () => {
    const { page, control } = stage()
    await chip(page, 'EmberArcade').click()
    control.dropNextMessages({ code: 'msg_rejected', message: 'Your message was held by AutoMod.' })
    await write('dropped on the floor')
    await expect(delivery(page, 'River_Host')).toContainText('refused: Your message was held by AutoMod.')
    await line('dropped').getByRole('button', { name: 'Edit' }).click()
    await expect(input(page)).toHaveValue('dropped on the floor')
    await expect(input(page)).toBeFocused()
    await expect(delivery(page, 'River_Host')).toHaveCount(0)
    await input(page).fill('')
  })

  test('that certainly did not leave says so and offers a retry, which arrives once', async () => {
    const { machine } = stage()
    machine.breakDisk('full')
    await write('through the storm')
    await expect(line('through the storm')).toContainText(/failed: .*The disk is full/u)
    machine.breakDisk(undefined)
    await line('through the storm').getByRole('button', { name: 'Retry' }).click()
    await expect(line('through the storm')).toContainText('confirmed')
    expect(sent().filter((text) => text === 'through the storm')).toHaveLength(1)
  })

  test('that left without an answer is looked for, and found by its echo', async () => {
    const { page, control } = stage()
    control.failNext({ path: '/helix/chat/messages', answer: 'lost' })
    await write('echo of a boat')
    await expect(line('echo of a boat')).toContainText('confirmed')
    await expect(row(page, 'echo of a boat')).toHaveCount(1)
  })

  test('that cannot be found may have been sent: it is sent again only when the person says so', async () => {
    const { control } = stage()
    control.failNext({ path: '/helix/chat/messages', answer: 'drop' })
    await write('message in a bottle')
    await expect(line('in a bottle')).toContainText('no answer yet, looking for it')
    await expect(line('in a bottle')).toContainText('may have been sent', { timeout: 20_000 })
    expect(sent()).not.toContain('message in a bottle')
    await line('in a bottle').getByRole('button', { name: 'Send again' }).click()
    await expect(line('in a bottle')).toContainText('confirmed')
    expect(sent().filter((text) => text === 'message in a bottle')).toHaveLength(1)
  })

  test('waits its turn in sight when Twitch asks for patience, and can be discarded', async () => {
    const { control } = stage()
    const inSeconds = (seconds: number) => String(Math.ceil(Date.now() / 1000) + seconds)
    control.failNext({ path: '/helix/chat/messages', answer: 429, headers: { 'Ratelimit-Reset': inSeconds(20) } })
    await write('have patience')
    await expect(line('have patience')).toContainText(/queued, \d+ s: /u)
    await line('have patience').getByRole('button', { name: 'Discard' }).click()
    await expect(line('have patience')).toHaveCount(0)
    expect(sent()).not.toContain('have patience')
  })

  test('the second within a second to a room where one is no moderator waits, and says why', async () => {
    const { page, control } = stage()
    control.settings({ channel: 'ember_arcade', slowSeconds: null })
    await chip(page, 'River_Host').click()
    await chip(page, 'EmberArcade').click()
    await write('first of two')
    await write('second of two')
    await expect(delivery(page, 'EmberArcade').filter({ hasText: 'queued' })).toContainText('EmberArcade')
    await expect(row(page, 'second of two')).toBeVisible()
    await expect(delivery(page, 'EmberArcade').filter({ hasText: 'confirmed' }).first()).toBeVisible()
  })

  test('into slow mode waits with the seconds that are left, says why, and can be discarded', async () => {
    const { control } = stage()
    control.settings({ channel: 'ember_arcade', slowSeconds: 60 })
    await write('too quick for this room')
    await expect(line('too quick')).toContainText(
      /queued, \d+ s: Slow mode: at most 1 message in 60 s in EmberArcade\./u,
    )
    await line('too quick').getByRole('button', { name: 'Discard' }).click()
    await expect(line('too quick')).toHaveCount(0)
    control.settings({ channel: 'ember_arcade', slowSeconds: null })
  })

  test('into slow mode is refused with the seconds that are left when the account wrote elsewhere too', async () => {
    const { page, control } = stage()
    const message = 'This room is in slow mode. You will be able to talk again in 42 seconds.'
    control.dropNextMessages({ code: 'msg_slowmode', message })
    await write('too quick after the phone')
    await expect(delivery(page, 'EmberArcade').filter({ hasText: 'refused' })).toContainText(message)
    await line('after the phone').getByRole('button', { name: 'Dismiss' }).click()
    await expect(line('after the phone')).toHaveCount(0)
  })

  test('of a banned person is refused, and says so', async () => {
    const { page, control } = stage()
    control.ban({ channel: 'ember_arcade', user: 'river_host' })
    await write('let me in')
    await expect(delivery(page, 'EmberArcade').filter({ hasText: /refused|failed/u })).toContainText(
      /banned|not permitted/u,
    )
  })
})
