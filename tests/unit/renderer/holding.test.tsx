// @vitest-environment jsdom
import { act, fireEvent, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { installBrowser, renderApp } from './render-app.tsx'
import { sampleRows } from './samples.ts'

installBrowser()

describe('a feed that is let go and held again before anything is painted', () => {
  it('still shows what it showed', async () => {
    const { say, row, shownTexts } = await renderApp()
    await say((bridge) => bridge.snapshot(sampleRows('alpha', 2)))
    row('Ada: message 2').focus()
    await say((bridge) => bridge.batch(sampleRows('alpha', 3, 3)))
    act(() => {
      row('Ada: message 2').blur()
      screen.getByRole('log').dispatchEvent(new Event('pointerdown', { bubbles: true }))
    })
    expect(shownTexts()).toHaveLength(2)
  })
})

const holdThenMiss = async () => {
  const app = await renderApp()
  await app.say((bridge) => bridge.snapshot(sampleRows('alpha', 2)))
  app.row('Ada: message 2').focus()
  await app.say((bridge) => bridge.batch(sampleRows('alpha', 3, 3)))
  return { ...app, pill: screen.getByRole('button', { name: /^Jump to latest/ }) }
}

describe('jumping to the latest', () => {
  it('by End works from an empty input, and not from one with text to move in', async () => {
    const { user, say, row, shownTexts } = await renderApp()
    await say((bridge) => bridge.snapshot(sampleRows('alpha', 2)))
    const input = screen.getByRole('textbox', { name: 'Message' })
    const holdByPress = () => act(() => void fireEvent.pointerDown(row('Ada: message 2')))
    holdByPress()
    await say((bridge) => bridge.batch(sampleRows('alpha', 3, 3)))
    input.focus()
    await user.keyboard('a{End}')
    expect(shownTexts()).toHaveLength(2)
    await user.keyboard('{Backspace}{End}')
    expect(shownTexts()).toHaveLength(5)
  })

  it('by the pill’s own key leaves the focus in the input', async () => {
    const { user, pill, shownTexts } = await holdThenMiss()
    pill.focus()
    fireEvent.pointerDown(screen.getByRole('log'))
    await user.keyboard('{Enter}')
    expect(shownTexts()).toHaveLength(5)
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
  })

  it('by a press on the pill keeps a focus that was in the feed there, without holding it', async () => {
    const { user, pill, say, shownTexts } = await holdThenMiss()
    await user.click(pill)
    await say((bridge) => bridge.batch(sampleRows('alpha', 1, 6)))
    expect(shownTexts()).toHaveLength(6)
    expect(document.activeElement).toBe(screen.getByRole('log'))
  })
})
