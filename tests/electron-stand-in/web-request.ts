/** `session.webRequest`: the fence before every request, and nothing more of it. */
import { refuseUnknown } from './refuse.ts'
import type { WebContentsFace } from './web-contents.ts'
import type { FrameFace } from './web-frame-main.ts'

export type RequestDetails = Omit<Electron.OnBeforeRequestListenerDetails, 'webContents' | 'frame'> & {
  readonly webContents?: WebContentsFace
  readonly frame?: FrameFace | null
}

type Listener = (details: RequestDetails, callback: (response: Electron.CallbackResponse) => void) => void

export interface WebRequestFace {
  onBeforeRequest(listener: Listener | null): void
  onBeforeRequest(filter: Electron.WebRequestFilter, listener: Listener | null): void
}

export class StandInWebRequest implements WebRequestFace {
  private listener: Listener | null = null
  private matches: (url: string) => boolean = () => true

  onBeforeRequest(listener: Listener | null): void
  onBeforeRequest(filter: Electron.WebRequestFilter, listener: Listener | null): void
  onBeforeRequest(first: Electron.WebRequestFilter | Listener | null, second?: Listener | null): void {
    if (typeof first === 'function' || first === null) {
      this.listener = first
      this.matches = () => true
    } else {
      this.listener = second ?? null
      this.matches = createMatch(first.urls)
    }
  }

  /** What the app says to a request; nothing where it did not ask to be asked. */
  ask(details: RequestDetails): Promise<Electron.CallbackResponse> {
    const { listener } = this
    if (listener === null || !this.matches(details.url)) return Promise.resolve({})
    return new Promise((resolve) => listener(details, resolve))
  }

  static {
    refuseUnknown('session.webRequest', StandInWebRequest.prototype)
  }
}

const createMatch = (patterns: readonly string[]): ((url: string) => boolean) => {
  const expressions = patterns
    .filter((pattern) => pattern !== '<all_urls>')
    .map((pattern) => new RegExp(`^${pattern.replaceAll(/[.+?^$()|[\]{}\\]/gu, '\\$&').replaceAll('*', '.*')}$`, 'u'))
  const isAll = patterns.includes('<all_urls>')
  return (url) => isAll || expressions.some((expression) => expression.test(url))
}
