/** The feed under the hand: it stands still while somebody acts or reads back, and says so. */
import type { Locator } from 'playwright'
import { beforeEach, describe, test } from 'vitest'
import { expect } from './expect.ts'
import { narrow, signedInto, useStage, wide } from './stage.ts'
import { allMessages, delivery, input, row } from './words.ts'

/** Looks in every frame how far the element is from where it stood; the answer of `stop` is the farthest, in px. */
const watchDrift = (element: Locator) =>
  element.evaluateHandle((watched) => {
    const stood = watched.getBoundingClientRect().top
    let farthest = 0
    let running = true
    const look = () => {
      farthest = Math.max(farthest, watched.isConnected ? Math.abs(watched.getBoundingClientRect().top - stood) : 9_999)
      if (running) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    return {
      stop() {
        running = false
        return farthest
      },
    }
  })

/** The wheel glides to its end before anything can be measured. */
const untilStill = (element: Locator) =>
  element.evaluate(
    (watched) =>
      new Promise<void>((resolve) => {
        let stillFrames = 0
        let before = watched.getBoundingClientRect().top
        const look = () => {
          const top = watched.getBoundingClientRect().top
          stillFrames = top === before ? stillFrames + 1 : 0
          before = top
          if (stillFrames === 10) resolve()
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }),
  )

describe('the feed stands still', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'ember_arcade') })
  let count = 0
  const say = (text: string) =>
    stage().control.say({ channel: 'ember_arcade', user: 'combo_cal', text: `${text} ${++count}` })
  const pill = () => stage().page.getByRole('button', { name: /^Jump to latest/u })
  const away = () => stage().page.mouse.move(640, 20)

  beforeEach(async () => {
    const { page } = stage()
    await page.setViewportSize(wide)
    await page.evaluate(() => document.documentElement.style.removeProperty('--font-size'))
    await away()
    await input(page).focus()
    await expect(pill()).toHaveCount(0)
    say('the last line before')
    await expect(row(page, `the last line before ${count}`)).toBeVisible()
  })
  const last = () => row(stage().page, `the last line before ${count}`)

  test('while the pointer rests on a row’s acts, and goes on when it has left', async () => {
    const { page } = stage()
    const line = last()
    await line.hover()
    await line.getByRole('button', { name: 'Reply' }).hover()
    const drift = await watchDrift(line)
    for (const text of ['unseen', 'unseen', 'unseen']) say(text)
    await expect(pill()).toHaveAccessibleName('Jump to latest paused, 3 new')
    expect(await drift.evaluate((watch) => watch.stop())).toBe(0)
    await expect(row(page, `unseen ${count}`)).toHaveCount(0)
    await away()
    await expect(row(page, `unseen ${count}`)).toBeVisible()
    await expect(pill()).toHaveCount(0)
  })

  for (const fontSize of [14, 24])
    test(`in a narrow window at ${fontSize} px, although the pill comes beside the newest row: the press deletes that row`, async () => {
      const { page, control } = stage()
      await page.setViewportSize(narrow)
      await page.evaluate((size) => document.documentElement.style.setProperty('--font-size', `${size}px`), fontSize)
      for (let line = 0; line < 30; line++) say('a line that fills the feed')
      await expect(row(page, `a line that fills the feed ${count}`)).toBeVisible()
      control.say({ channel: 'river_host', user: 'jam_jar_jo', text: `a line to delete at ${fontSize}` })
      const line = page.locator('article', { hasText: `a line to delete at ${fontSize}` })
      await expect(line).toBeVisible()
      await line.hover()
      const button = line.getByRole('button', { name: 'Delete' })
      await button.hover()
      const watched = page.locator(`article[data-event-id="${await line.getAttribute('data-event-id')}"]`)
      const drift = await watchDrift(watched)
      say('an innocent line')
      await expect(pill()).toHaveAccessibleName('Jump to latest paused, 1 new')
      await expect(row(page, `an innocent line ${count}`)).toHaveCount(0)
      const acts = await watched.getByRole('toolbar').boundingBox()
      const over = await pill().boundingBox()
      expect((over?.x ?? 0) + (over?.width ?? 0)).toBeLessThan(acts?.x ?? 0)
      const center = await button.boundingBox()
      await page.mouse.move((center?.x ?? 0) + 15, (center?.y ?? 0) + 12)
      await page.mouse.down()
      await page.mouse.up()
      await expect(watched).toHaveAttribute('data-state', 'removed')
      expect(await drift.evaluate((watch) => watch.stop())).toBe(0)
      await pill().hover()
      say('while the pointer is on the pill')
      await expect(pill()).toHaveAccessibleName('Jump to latest paused, 2 new')
      await pill().click()
      await expect(row(page, `an innocent line ${count - 1}`)).toHaveAttribute('data-state', 'visible')
      await expect(pill()).toHaveCount(0)
    })

  test('and the acts of a long line lie over its neighbour: what is judged can be read', async () => {
    const { page } = stage()
    await page.setViewportSize(narrow)
    for (let line = 0; line < 30; line++)
      say('a line that is long enough to fill the whole width of a narrow feed twice')
    const newest = page.locator('article', { hasText: `feed twice ${count}` })
    await newest.hover()
    const top = (await newest.boundingBox())?.y ?? 0
    const acts = await newest.getByRole('toolbar').boundingBox()
    expect((acts?.y ?? 0) + (acts?.height ?? 0)).toBeLessThanOrEqual(top + 2)
    // The pointer finds its way from the row to its acts.
    await page.mouse.move((acts?.x ?? 0) + 14, top + 6)
    await page.mouse.move((acts?.x ?? 0) + 14, top - 6, { steps: 8 })
    await expect(newest.getByRole('button', { name: 'Reply' })).toBeVisible()
    const header = (await allMessages(page).boundingBox())?.y ?? 0
    await page.mouse.move(200, header + 2)
    const uppermost = await page.getByRole('toolbar', { name: /^Acts on/u }).boundingBox()
    expect(uppermost?.y ?? 0).toBeGreaterThanOrEqual(header)
  })

  test('never by itself: not when a row and a taller composer come in one frame, nor when the window changes', async () => {
    const { page } = stage()
    const grown = await allMessages(page).evaluate((log) => {
      const composer = document.querySelector<HTMLElement>('[data-unified-input]')
      if (composer === null) return 0
      const before = log.clientHeight
      composer.style.minHeight = '160px'
      // The event of an earlier scroll comes before anything has been told of the new heights.
      log.dispatchEvent(new Event('scroll'))
      return before - log.clientHeight
    })
    expect(grown).toBeGreaterThan(40)
    for (const height of [600, 440, 700, 380, wide.height]) {
      await page.setViewportSize({ width: wide.width, height })
      say('in a window of another height')
      await expect(row(page, `in a window of another height ${count}`)).toBeInViewport({ ratio: 1 })
      await expect(pill()).toHaveCount(0)
    }
    await input(page).evaluate((field) => field.style.removeProperty('min-height'))
    await expect(pill()).toHaveCount(0)
  })

  test('the input stays where it is while what was sent goes its way', async () => {
    const { page } = stage()
    const drift = await watchDrift(input(page))
    await input(page).fill('a line that moves nothing')
    await input(page).press('Enter')
    for (const channel of ['River_Host', 'EmberArcade'])
      await expect(delivery(page, channel)).toContainText('confirmed')
    for (const channel of ['River_Host', 'EmberArcade']) await expect(delivery(page, channel)).toHaveCount(0)
    expect(await drift.evaluate((watch) => watch.stop())).toBe(0)
  })

  test('not for a pointer that merely rests on it', async () => {
    const { page } = stage()
    await last().hover({ position: { x: 200, y: 8 } })
    say('seen all the same')
    await expect(row(page, `seen all the same ${count}`)).toBeVisible()
  })

  test('while a menu is open', async () => {
    const { page } = stage()
    const line = last()
    await line.hover()
    await line.getByRole('button', { name: 'More' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await page.mouse.move(640, 20)
    say('behind the menu')
    await expect(pill()).toHaveAccessibleName('Jump to latest paused, 1 new')
    await page.keyboard.press('Escape')
    await expect(row(page, `behind the menu ${count}`)).toBeVisible()
  })

  test('while the focus is in it; End jumps to the latest and it goes on', async () => {
    const { page } = stage()
    await last().focus()
    say('while reading')
    await expect(pill()).toHaveAccessibleName('Jump to latest paused, 1 new')
    await page.keyboard.press('End')
    await expect(row(page, `while reading ${count}`)).toBeVisible()
    await expect(pill()).toHaveCount(0)
  })

  test('while Alt is held', async () => {
    const { page } = stage()
    await page.keyboard.down('Alt')
    say('while Alt is down')
    await expect(pill()).toHaveAccessibleName('Jump to latest paused, 1 new')
    await page.keyboard.up('Alt')
    await expect(row(page, `while Alt is down ${count}`)).toBeVisible()
  })

  test('when one scrolls up: nothing drifts while 200 messages arrive, the pill counts and leads back', async () => {
    const { page, control } = stage()
    await control.burst({ channels: ['river_host'], rate: 400, seconds: 0.5 })
    await allMessages(page).hover({ position: { x: 300, y: 300 } })
    await page.mouse.wheel(0, -900)
    await expect(pill()).toBeVisible()
    const visible = await allMessages(page).evaluate((log) => {
      const middle = log.getBoundingClientRect().top + 300
      const rows = [...log.querySelectorAll<HTMLElement>('article')]
      return rows.find((each) => each.getBoundingClientRect().bottom > middle)?.dataset['eventId'] ?? ''
    })
    const read = page.locator(`article[data-event-id="${visible}"]`)
    await untilStill(read)
    const drift = await watchDrift(read)
    await control.burst({ channels: ['river_host'], rate: 400, seconds: 0.5, from: 1000 })
    await expect(pill()).toHaveAccessibleName('Jump to latest paused, 200 new')
    expect(await drift.evaluate((watch) => watch.stop())).toBeLessThan(1)
    await pill().click()
    await expect(row(page, /n=1199 /u)).toBeVisible()
    const gap = await allMessages(page).evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight)
    expect(gap).toBeLessThan(2)
  })

  test('and what was removed meanwhile is struck even so', async () => {
    const { page, control } = stage()
    const { messageId } = say('soon to be struck')
    const line = row(page, `soon to be struck ${count}`)
    await line.focus()
    control.delete({ messageId })
    await expect(line).toHaveCount(0)
    await expect(page.locator('article:focus')).toHaveAttribute('data-state', 'removed')
    await page.keyboard.press('Escape')
    await expect(input(page)).toBeFocused()
  })
})
