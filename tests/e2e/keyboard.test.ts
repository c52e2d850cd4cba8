/** Everything by keyboard alone. */

import { describe, test } from 'vitest'
import { expect } from './expect.ts'
import { signedInto, useStage } from './stage.ts'
import { allMessages, delivery, input, row } from './words.ts'

describe('the keyboard', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'ember_arcade') })
  const say = (text: string, user = 'kayak_kim') => stage().control.say({ channel: 'river_host', user, text })
  /** What has the focus: its name, whether one can see that it has, and its size. */
  const focused = () =>
    stage().page.evaluate(() => {
      const element = document.activeElement
      if (!(element instanceof HTMLElement) || element === document.body)
        return { name: '', isMarked: false, height: 0 }
      const marked = [element, element.parentElement, element.closest('label')].some((each) => {
        if (each === null) return false
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each)
        return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
      })
      const name = element.getAttribute('aria-label') ?? element.textContent.trim()
      return { name, isMarked: marked, height: element.getBoundingClientRect().height }
    })

  test('Tab reaches every part in the order of the screen, each visibly and large enough', async () => {
    const { page } = stage()
    await page.evaluate(() => document.body.focus())
    const names: string[] = []
    for (let press = 0; press < 20; press++) {
      await page.keyboard.press('Tab')
      const { name, isMarked, height } = await focused()
      if (name === names[0]) break
      if (name === '') continue
      names.push(name)
      expect(isMarked, `the focus is visible on ${name}`).toBe(true)
      expect(height, `${name} is large enough`).toBeGreaterThanOrEqual(24)
    }
    expect(names).toEqual([
      'All channels',
      'River_Host on Twitch',
      'EmberArcade on Twitch',
      'Add channel',
      'Settings',
      'View options',
      'All messages',
      'Send to River_Host on Twitch',
      'Send to EmberArcade on Twitch',
      'Send boxes',
      'Message',
    ])
  })

  test('arrows move between rows, and the way back leads to the input', async () => {
    const { page } = stage()
    for (const text of ['oldest', 'middle', 'newest']) say(text)
    await expect(row(page, 'newest')).toBeVisible()
    await page.keyboard.press('Alt+f')
    await expect(row(page, 'newest')).toBeFocused()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await expect(row(page, 'oldest')).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(row(page, 'middle')).toBeFocused()
    expect((await focused()).isMarked).toBe(true)
    await page.keyboard.press('Escape')
    await expect(input(page)).toBeFocused()
  })

  test('Enter leads to the acts of the row, arrows along them, Escape back to the row', async () => {
    const { page } = stage()
    await row(page, 'middle').focus()
    await page.keyboard.press('Enter')
    await expect(row(page, 'middle').getByRole('button', { name: 'Reply' })).toBeFocused()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect(row(page, 'middle').getByRole('button', { name: 'Delete' })).toBeFocused()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await expect(row(page, 'middle').getByRole('button', { name: 'More' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menu')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(row(page, 'middle').getByRole('button', { name: 'More' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(row(page, 'middle')).toBeFocused()
  })

  test('R replies and sends, T times out, B asks for the ban, C copies', async () => {
    const { page, control } = stage()
    await row(page, 'middle').focus()
    await page.keyboard.press('r')
    await expect(input(page)).toBeFocused()
    await page.keyboard.type('answered by hand')
    await page.keyboard.press('Enter')
    await expect(delivery(page, 'River_Host')).toContainText('confirmed')
    expect(control.messages({ channel: 'river_host' }).map(({ text }) => text)).toContain('@KayakKim answered by hand')

    await row(page, 'KayakKim: newest').focus()
    await page.keyboard.press('c')
    await expect(page.getByText('Copied.')).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+v')
    await expect(input(page)).toHaveValue('newest')
    await input(page).fill('')

    await row(page, 'KayakKim: newest').focus()
    await page.keyboard.press('b')
    const dialog = page.getByRole('dialog', { name: 'Ban KayakKim?' })
    await expect(dialog).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(row(page, 'KayakKim: newest')).toBeFocused()

    await page.keyboard.press('t')
    const menu = page.getByRole('menu')
    await expect(menu.getByRole('menuitem', { name: '10 minutes' })).toBeFocused()
    await page.keyboard.press('Home')
    await expect(menu.getByRole('menuitem', { name: '10 seconds' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(
      allMessages(page).locator('[data-state=removed]').filter({ hasText: 'KayakKim' }).first(),
    ).toContainText('timed out for 10 s')
  })

  test('single letters act on rows only: in the input they are letters', async () => {
    const { page } = stage()
    await page.keyboard.press('Alt+m')
    await expect(input(page)).toBeFocused()
    await page.keyboard.type('r t b ? Delete')
    await expect(input(page)).toHaveValue('r t b ? Delete')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await input(page).fill('')
  })

  test('a dialog keeps the focus inside, and gives it back', async () => {
    const { page } = stage()
    await page.getByRole('button', { name: 'Add channel' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Add a channel' })
    await expect(dialog.getByRole('textbox')).toBeFocused()
    for (let press = 0; press < 6; press++) {
      await page.keyboard.press('Tab')
      expect(
        await page.evaluate(
          () => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null,
        ),
      ).toBe(true)
    }
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Add channel' })).toBeFocused()
  })
})
