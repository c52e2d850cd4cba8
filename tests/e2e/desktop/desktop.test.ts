/** What only the desktop app has: tray, notifications, windows of its own, a second start, and how it ends. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { describe, test } from 'vitest'
import { expect } from '../expect.ts'
import { signedInto, useStage } from '../stage.ts'
import { allMessages, feedOf, input, railEntry, row } from '../words.ts'

describe('the desktop app', () => {
  const stage = useStage({ prepare: signedInto('river_host', 'ember_arcade') })
  const desktop = () => {
    const { desktop: app } = stage()
    if (app === undefined) throw new Error('This run is not of the desktop app.')
    return app
  }
  const standIn = () => desktop().standIn
  const say = (text: string) => stage().control.say({ channel: 'ember_arcade', user: 'combo_cal', text })
  const first = () => {
    const [window] = standIn().windows()
    if (window === undefined) throw new Error('No window is open.')
    return window
  }
  /** The window that opens while this is done. */
  const opened = async (does: () => unknown): Promise<Page> => {
    const next = standIn().nextWindow()
    await does()
    return (await next).page()
  }
  const tray = () => {
    const [icon] = standIn().trays
    if (icon === undefined) throw new Error('There is no tray.')
    return icon
  }

  test('shows its window when the tray is clicked', async () => {
    first().hide()
    tray().press()
    expect([first().isVisible(), first().isFocused()]).toEqual([true, true])
  })

  test('counts mentions in the tray and on its icon while nobody looks, and forgets them when somebody does', async () => {
    const { page } = stage()
    first().minimize()
    say('@river_host are you there?')
    await expect.poll(() => tray().toolTip).toContain('1 unread mention')
    await expect.poll(() => standIn().app.badgeCount).toBe(1)
    first().restore()
    await railEntry(page, 'EmberArcade').click()
    await expect.poll(() => tray().toolTip).toBe('Tributary')
    await page.getByRole('link', { name: 'All channels' }).click()
  })

  test('notifies of a mention while it is not in front, and a click on that shows the channel', async () => {
    const { page } = stage()
    const { shown } = standIn().notifications
    const before = shown.length
    first().blur()
    say('@river_host look at the boat')
    await expect.poll(() => shown.length).toBe(before + 1)
    const notification = shown.at(-1)
    expect(notification).toMatchObject({ silent: true, body: expect.stringContaining('look at the boat') })
    notification?.press()
    await expect(feedOf(page, 'EmberArcade')).toBeVisible()
    expect(first().isFocused()).toBe(true)
    await page.getByRole('link', { name: 'All channels' }).click()
  })

  test('notifies of nothing while it is in front', async () => {
    const { page } = stage()
    const before = standIn().notifications.shown.length
    say('@river_host you see this anyway')
    await expect(row(allMessages(page), 'you see this anyway')).toBeVisible()
    expect(standIn().notifications.shown).toHaveLength(before)
  })

  test('goes on reading in the tray when its last window is closed, where the person wants that', async () => {
    const { app } = stage()
    await app.invoke('desktop.change', { closeToTray: true })
    first().close()
    expect([standIn().windows().length, standIn().app.exits]).toEqual([0, []])
    say('while no window was open')
    await app.waitForRows((rows) =>
      rows.some(({ event }) => 'text' in event && event.text === 'while no window was open'),
    )
    const page = await opened(() => tray().press())
    await expect(row(page, 'while no window was open')).toBeVisible()
    await app.invoke('desktop.change', { closeToTray: false })
  })

  const current = () => first().page()

  test('opens a view in a window of its own, which shows that alone', async () => {
    const page = await current()
    const popped = await opened(() => railEntry(page, 'EmberArcade').click({ modifiers: ['Shift'] }))
    await expect(feedOf(popped, 'EmberArcade')).toBeVisible()
    await expect(railEntry(popped, 'EmberArcade')).toHaveCount(0)
    await expect(input(popped)).toBeVisible()
    say('in either window')
    await expect(row(popped, 'in either window')).toBeVisible()
    await expect(row(page, 'in either window')).toBeVisible()
    expect(standIn().windows()).toHaveLength(2)
    standIn().windows()[1]?.close()
    await expect.poll(() => standIn().windows().length).toBe(1)
  })

  test('keeps a window on top, by its page and by its menu, and both say so', async () => {
    const page = await current()
    await page.getByRole('button', { name: 'View options' }).click()
    const onTop = page.getByLabel('Always on top')
    await onTop.click()
    await expect.poll(() => first().isAlwaysOnTop()).toBe(true)
    await expect.poll(() => standIn().menuItem(['View', 'Always on Top']).checked).toBe(true)
    standIn().choose(['View', 'Always on Top'])
    await expect(onTop).not.toBeChecked()
    expect(first().isAlwaysOnTop()).toBe(false)
    await page.keyboard.press('Escape')
  })

  test('opens another window by its menu’s key', async () => {
    const page = await opened(() => expect(standIn().pressAccelerator('Ctrl+N')).toBe(true))
    await expect(page.getByRole('button', { name: 'Settings' })).toBeVisible()
    standIn().windows()[1]?.close()
  })

  test('shows its window when it is started a second time', async () => {
    first().hide()
    standIn().startAgain(['--hidden'])
    expect([first().isVisible(), first().isFocused(), standIn().windows().length]).toEqual([true, true, 1])
  })

  test('opens a link by a middle click in the person’s browser, and no window', async () => {
    const page = await current()
    say('see https://example.org/middle for more')
    await row(page, 'see https://example.org/middle').getByRole('link').click({ button: 'middle' })
    await expect.poll(() => stage().machine.opened().at(-1)).toBe('https://example.org/middle')
    expect(page.context().pages()).toHaveLength(1)
  })

  test('reads on after the machine has slept', async () => {
    const page = await current()
    standIn().power.emit('suspend')
    standIn().power.emit('resume')
    // What is said while it looks for its connections is a gap: Twitch gives no history.
    const heard = async () => {
      say('after the sleep')
      return row(page, 'after the sleep').count()
    }
    await expect.poll(heard, { timeout: 15_000 }).toBeGreaterThan(0)
  })

  test('shows its page anew by itself when that has crashed', async () => {
    const { expectProblems } = stage()
    expectProblems(/the page crashed/u)
    const crashed = await current()
    first().webContents.forcefullyCrashRenderer()
    await expect.poll(async () => (await current()) === crashed).toBe(false)
    const page = await current()
    await expect(row(page, 'after the sleep').first()).toBeVisible()
  })

  test('reached no network from any of its pages, and nothing in it went wrong', () => {
    expect(standIn().leaks).toEqual([])
    expect(standIn().problems).toEqual([])
  })

  test('puts everything in order when it quits, and comes back as it was', async () => {
    const { app, log } = stage()
    first().setBounds({ x: 40, y: 60, width: 900, height: 700 })
    await app.invoke('preferences.change', { fontSize: 17 })
    standIn().app.quit()
    await expect.poll(() => standIn().app.exits).toEqual([0])
    expect(standIn().windows()).toEqual([])
    expect(await log()).not.toContain('not ended')
    const kept: unknown = JSON.parse(await readFile(join(desktop().folder, 'desktop.json'), 'utf8'))
    expect(kept).toMatchObject({ windows: [{ bounds: { x: 40, y: 60, width: 900, height: 700 } }] })
    const next = await stage().startAfterKill()
    const page = await next.openWindow()
    await expect(page.locator('html')).toHaveCSS('--font-size', '17px')
    await expect(railEntry(page, 'EmberArcade')).toHaveAccessibleDescription(/^live/u, { timeout: 15_000 })
    expect(next.desktop?.standIn.windows()[0]?.getBounds()).toEqual({ x: 40, y: 60, width: 900, height: 700 })
  })
})
