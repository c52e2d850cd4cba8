/** Windows come and go: reload, a second one, a hidden one, a lost host. */
import type { WebSocketRoute } from 'playwright'
import { describe, test } from 'vitest'
import { expect } from './expect.ts'
import { testOnWeb } from './hosts.ts'
import { signedInto, useStage } from './stage.ts'
import { allMessages, chip, input, railEntry, row } from './words.ts'

describe('a window', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'ember_arcade') })
  const say = (text: string, user = 'combo_cal') => stage().control.say({ channel: 'ember_arcade', user, text })

  testOnWeb('takes the token out of the address', 'a desktop window needs none', () => {
    const { page } = stage()
    expect(new URL(page.url()).hash).toMatch(/^(#\/.*)?$/u)
  })

  test('keeps itself and its state over a reload', async () => {
    const { page } = stage()
    say('said before the reload')
    await expect(row(page, 'said before the reload')).toBeVisible()
    await chip(page, 'EmberArcade').click()
    await railEntry(page, 'EmberArcade').click()
    await page.reload()
    await expect(row(page, 'said before the reload')).toBeVisible()
    await expect(chip(page, 'EmberArcade')).not.toBeChecked()
    await expect(railEntry(page, 'EmberArcade')).toHaveAttribute('aria-current', 'page')
    await page.getByRole('link', { name: 'All channels' }).click()
    await chip(page, 'EmberArcade').click()
  })

  test('shows the same as a second one, which has its own draft', async () => {
    const { page, openWindow } = stage()
    const second = await openWindow()
    await expect(row(second, 'said before the reload')).toBeVisible()
    await input(page).fill('only here')
    await chip(page, 'EmberArcade').click()
    await expect(chip(second, 'EmberArcade')).not.toBeChecked()
    await expect(input(second)).toHaveValue('')
    say('to both windows')
    await expect(row(page, 'to both windows')).toBeVisible()
    await row(second, 'to both windows').focus()
    await expect(row(second, 'to both windows')).toBeFocused()
    await second.close()
    await input(page).fill('')
  })

  test('that is hidden receives nothing, and has everything on its return', async () => {
    const { page, frames, app, setHidden } = stage()
    const told = () => frames.filter((frame) => frame.includes('feed.visibility')).length
    const toldSoFar = told()
    await setHidden(page, true)
    await expect.poll(told).toBeGreaterThan(toldSoFar)
    const before = frames.length
    for (let index = 0; index < 30; index++) say(`unseen number ${index}`)
    await app.waitForRows((rows) =>
      rows.some(({ event }) => event.kind === 'message' && event.text === 'unseen number 29'),
    )
    expect(frames.slice(before).filter((frame) => frame.includes('unseen number'))).toEqual([])
    await setHidden(page, false)
    await expect(row(page, 'unseen number 29')).toBeVisible()
    await expect(row(page, /unseen number/u)).toHaveCount(30)
  })

  testOnWeb(
    'that loses its link says so, keeps what was written, and gets everything when it is back',
    'no socket joins a desktop window, and what ends its line is proven with the gate',
    async () => {
      const { openWindow } = stage()
      const routes: WebSocketRoute[] = []
      let isDown = false
      const page = await openWindow((empty) =>
        empty.routeWebSocket(/\/socket$/u, async (route) => {
          if (isDown) await route.close()
          else {
            route.connectToServer()
            routes.push(route)
          }
        }),
      )
      await input(page).fill('a long thought')
      isDown = true
      await routes.at(-1)?.close()
      await expect(page.getByRole('alert')).toContainText('This window has lost Tributary.')
      say('while the window was cut off')
      await input(page).press('Enter')
      await expect(input(page)).toHaveValue('a long thought')
      isDown = false
      await expect(page.getByText('This window has lost Tributary.')).toHaveCount(0, { timeout: 15_000 })
      await expect(row(page, 'while the window was cut off')).toHaveCount(1)
      await page.close()
    },
  )

  testOnWeb('of an app that has ended says so, and what to do', 'a desktop window ends with its app', async () => {
    const { startAfterKill, expectProblems } = stage()
    expectProblems(/WebSocket connection to|ERR_CONNECTION_REFUSED/u)
    const other = await startAfterKill()
    const page = await other.openWindow()
    await other.stop()
    await expect(page.getByRole('alert')).toContainText('This window has lost Tributary.')
    await expect(page.getByText(/\blive\b/u).filter({ visible: true })).toHaveCount(0)
    await page.close()
  })

  test('follows the feed on any size from a phone’s width to a wide screen', async () => {
    const { page } = stage()
    for (const width of [420, 900, 1280, 2560, 3840]) {
      await page.setViewportSize({ width, height: 800 })
      await expect(allMessages(page)).toBeVisible()
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, `at ${width} px`).toBe(0)
      await expect(input(page)).toBeInViewport()
      await expect(page.getByRole('button', { name: 'Settings' })).toBeInViewport()
    }
  })

  test('never sees a token', () => {
    const { frames, secrets } = stage()
    expect(secrets().size).toBeGreaterThan(0)
    expect([...secrets()].filter((secret) => frames.some((frame) => frame.includes(secret)))).toEqual([])
  })
})
