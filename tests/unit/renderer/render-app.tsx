/** The whole renderer on a scripted core, in jsdom. */
import { act, cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, vi } from 'vitest'
import { App } from '../../../renderer/app.tsx'
import { createServices, ServicesProvider } from '../../../renderer/state/context.tsx'
import type { Events, HostInfo } from '../../../shared/contract.ts'
import { ok } from '../../../shared/errors.ts'
import { createFakeBridge, type FakeBridge } from './fake-bridge.ts'
import {
  sampleAccount,
  sampleChannel,
  sampleDesktop,
  sampleDesktopHost,
  sampleHost,
  samplePreferences,
  sampleWindow,
  startOfDay,
} from './samples.ts'

/** What jsdom lacks, in the least form that the renderer needs. */
export const installBrowser = (): void => {
  beforeEach(() => {
    location.hash = ''
    sessionStorage.clear()
    vi.stubGlobal('matchMedia', (query: string) => ({
      matches: false,
      media: query,
      addEventListener: vi.fn(),
      removeEventListener: vi.fn(),
    }))
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe() {}
        disconnect() {}
      },
    )
    Range.prototype.getClientRects = () => document.documentElement.getClientRects()
    HTMLDialogElement.prototype.showModal = function showModal() {
      this.open = true
    }
    HTMLDialogElement.prototype.close = function close() {
      this.open = false
    }
  })
  afterEach(() => {
    cleanup()
    vi.unstubAllGlobals()
  })
}

export interface RenderedApp {
  readonly bridge: FakeBridge
  readonly user: ReturnType<typeof userEvent.setup>
  /** Lets the core say something and the window show it. */
  readonly say: (speak: (bridge: FakeBridge) => void) => Promise<void>
  readonly row: (name: RegExp | string) => HTMLElement
  readonly shownTexts: () => readonly string[]
}

export const renderApp = async (initial: Partial<Events> = {}, host: HostInfo = sampleHost): Promise<RenderedApp> => {
  const bridge = createFakeBridge({
    channels: [sampleChannel('alpha'), sampleChannel('beta')],
    accounts: [sampleAccount],
    preferences: samplePreferences,
    signIn: null,
    deliveries: [],
    alerts: [],
    ...initial,
  })
  bridge.answer('host.info', () => ok(host))
  return renderOn(bridge)
}

/** The window on a core that has been told what to say, if anything. */
export const renderOn = async (bridge: FakeBridge): Promise<RenderedApp> => {
  const { services } = createServices({
    bridge,
    imageUrl: (key) => `/img/${key}`,
    schedule: (run) => {
      let isDue = true
      queueMicrotask(() => isDue && run())
      return () => {
        isDue = false
      }
    },
    now: () => startOfDay,
  })
  const user = userEvent.setup()
  await act(async () => {
    render(
      <ServicesProvider services={services}>
        <App />
      </ServicesProvider>,
    )
  })
  return {
    bridge,
    user,
    say: (speak) => act(async () => speak(bridge)),
    row: (name) => screen.getByRole('article', { name }),
    shownTexts: () =>
      within(screen.getByRole('log'))
        .queryAllByRole('article')
        .map((article) => article.getAttribute('aria-label') ?? ''),
  }
}

/** The window where the host owns it, beside a desktop app. */
export const renderDesktop = (initial: Partial<Events> = {}, host: HostInfo = sampleDesktopHost) =>
  renderApp({ window: sampleWindow, desktop: sampleDesktop, ...initial }, host)
