/** What the parts of one stand-in share. */
import type { BrowserContext } from 'playwright'
import type { StandInApp } from './app.ts'
import type { StandInIpcMain } from './ipc-main.ts'
import type { Schemes } from './protocol.ts'
import type { StandInSession } from './session.ts'
import type { StandInWebContents } from './web-contents.ts'

/** An answer that a test gives in the place of a server: only a page that nobody stopped ever gets there. */
export type InternetPage = () => Response

export interface World {
  readonly context: BrowserContext
  readonly app: StandInApp
  readonly ipcMain: StandInIpcMain
  readonly schemes: Schemes
  readonly sessionOf: (partition: string) => StandInSession
  readonly contents: Map<number, StandInWebContents>
  /** Every IPC message, both ways, as JSON. */
  readonly traffic: string[]
  /** Addresses that a page asked a network for, and that the app's own fence did not stop. */
  readonly leaks: string[]
  /** Hosts that the app's own fence kept a socket of a page from. */
  readonly fencedHosts: Set<string>
  readonly internet: Map<string, InternetPage>
  readonly versions: Readonly<Record<string, string>>
  /** Which listener threw; Electron shows such an error, and so does a test. */
  readonly problems: unknown[]
  nextContentsId(): number
}
