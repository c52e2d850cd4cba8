/** The built desktop app on the stand-in, before a Chromium of its own, for tests that attack it. */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll } from 'vitest'
import { createSimulator, type Simulator } from '../../../simulator/simulator.ts'
import { type NetworkSink, startNetworkSink } from '../../electron-stand-in/network-sink.ts'
import { launchBrowser } from '../../harness/browser.ts'
import { type DesktopApp, startDesktopApp } from '../../harness/desktop-app.ts'

export interface AttackedApp {
  readonly app: DesktopApp
  readonly page: Page
  readonly simulator: Simulator
}

/** Registers the app's life with the test file. */
export const prepareDesktopApp = (): (() => AttackedApp) => {
  let browser: Browser | undefined
  let sink: NetworkSink | undefined
  let attacked: AttackedApp | undefined
  beforeAll(async () => {
    browser = await launchBrowser()
    sink = await startNetworkSink()
    const context = await browser.newContext(sink.contextOptions)
    context.setDefaultTimeout(20_000)
    const simulator = await createSimulator({ deviceIntervalSeconds: 0.05 })
    const app = await startDesktopApp({ simulator, context, sink })
    const page = await app.standIn.windows()[0]?.page()
    if (page === undefined) throw new Error('The app opened no window.')
    await page.getByRole('button', { name: 'Settings' }).waitFor()
    attacked = { app, page, simulator }
  })
  afterAll(async () => {
    await attacked?.app.stop()
    await attacked?.simulator.stop()
    await browser?.close()
    await sink?.stop()
  })
  return () => {
    if (attacked === undefined) throw new Error('The app is there only while a test runs.')
    return attacked
  }
}
