import { createContext, type ReactNode, useContext } from 'react'
import { useStore } from 'zustand'
import type { Bridge, CommandName, DesktopSettings, Input, Output } from '../../shared/contract.ts'
import type { Result } from '../../shared/errors.ts'
import type { ImageKey } from '../../shared/model.ts'
import { createFeedStore, type FeedStore, type Scheduler } from '../feed/feed-store.ts'
import { type AppState, type AppStore, createAppStore } from './app-store.ts'
import { createUiStore, type UiState, type UiStore } from './ui-store.ts'

/** Everything a component may reach, made once a window. */
export interface Services {
  readonly bridge: Bridge
  readonly imageUrl: (key: ImageKey) => string
  readonly app: AppStore
  readonly feed: FeedStore
  readonly ui: UiStore
  /** ms since epoch. */
  readonly now: () => number
}

export interface ServiceOptions {
  readonly bridge: Bridge
  readonly imageUrl: (key: ImageKey) => string
  readonly schedule?: Scheduler
  readonly now?: () => number
}

export const createServices = ({ bridge, imageUrl, schedule, now = Date.now }: ServiceOptions) => {
  const app = createAppStore(bridge)
  const feed = createFeedStore(bridge, schedule)
  const services: Services = { bridge, imageUrl, app, feed, ui: createUiStore(), now }
  return {
    services,
    stop() {
      app.stop()
      feed.stop()
    },
  }
}

const ServicesContext = createContext<Services | undefined>(undefined)

export const ServicesProvider = ({ services, children }: { services: Services; children: ReactNode }) => (
  <ServicesContext value={services}>{children}</ServicesContext>
)

export const useServices = (): Services => {
  const services = useContext(ServicesContext)
  if (services === undefined) throw new Error('This component needs a ServicesProvider around it')
  return services
}

export const useApp = <Selected,>(select: (state: AppState) => Selected): Selected =>
  useStore(useServices().app.state, select)

export const useUi = <Selected,>(select: (state: UiState) => Selected): Selected =>
  useStore(useServices().ui.state, select)

/** Says in a note what went wrong; for acts whose place on screen may be gone by then. */
export const noteFailure = async <Value,>(ui: UiStore, answer: Promise<Result<Value>>): Promise<Result<Value>> => {
  const result = await answer
  if (!result.ok) ui.addNote({ severity: 'error', text: result.error.message })
  return result
}

/** Runs a command and says in a note what went wrong. */
export const useCommand = () => {
  const { bridge, ui } = useServices()
  return <Name extends CommandName>(name: Name, input: Input<Name>): Promise<Result<Output<Name>>> =>
    noteFailure(ui, bridge.invoke(name, input))
}

/** Changes the window or the desktop's settings, and says in a note why a change was put back. */
export const useChanges = () => {
  const { app, ui } = useServices()
  return {
    changeWindow: (change: Input<'window.change'>) => void noteFailure(ui, app.changeWindow(change)),
    changeDesktop: (change: Partial<DesktopSettings>) => void noteFailure(ui, app.changeDesktop(change)),
  }
}
