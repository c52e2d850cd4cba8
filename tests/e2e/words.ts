/** Things on the screen by the names that people rely on (the last table of the UI's description). */
import type { Locator, Page } from 'playwright'

export const allMessages = (page: Page): Locator => page.getByRole('log', { name: 'All messages' })

export const feedOf = (page: Page, channel: string): Locator =>
  page.getByRole('log', { name: `Messages in ${channel} on Twitch` })

/** The row whose label holds this text. */
export const row = (page: Page | Locator, text: string | RegExp): Locator => page.getByRole('article', { name: text })

export const input = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true })

export const chip = (page: Page, channel: string): Locator =>
  page.getByRole('switch', { name: `Send to ${channel} on Twitch` })

export const railEntry = (page: Page, channel: string): Locator =>
  page.getByRole('link', { name: `${channel} on Twitch` })

export const delivery = (page: Page, channel: string): Locator =>
  page.getByRole('status', { name: `Delivery to ${channel} on Twitch` })

/** Where a picture of the app's own is, in either host. */
export const imageAddress = /^(emote:\/\/image|http:\/\/127\.0\.0\.1:\d+\/img|\/img)\/[\w-]+$/u
