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
})
