import { expect as plain } from 'playwright/test'

/** As patient as a machine needs that does several things at once; what holds is told as soon as it holds. */
export const expect = plain.configure({ timeout: 20_000 })
