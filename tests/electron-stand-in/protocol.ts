/** `protocol` and `session.protocol`: which schemes there are, what they may, and who answers for them. */
import { refuseUnknown } from './refuse.ts'

export type SchemeHandler = (request: Request) => Response | Promise<Response>

/** What the whole app shares: schemes are declared once, before it is ready. */
export interface Schemes {
  declare(schemes: readonly Electron.CustomScheme[]): void
  isStandard(scheme: string): boolean
  all(): readonly Electron.CustomScheme[]
}

export const createSchemes = (isReady: () => boolean): Schemes => {
  let declared: readonly Electron.CustomScheme[] | undefined
  return {
    declare(schemes) {
      if (isReady()) {
        throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
      }
      // A second call replaces the first one's schemes without a word in Electron: nobody means that.
      if (declared !== undefined) throw new Error('protocol.registerSchemesAsPrivileged can be called only once')
      declared = [...schemes]
    },
    isStandard: (scheme) =>
      declared?.some((known) => known.scheme === scheme && known.privileges?.standard === true) ?? false,
    all: () => declared ?? [],
  }
}

/** Schemes that Chromium answers by itself: the stand-in has no way to let an app answer instead. */
const chromiumsOwn: ReadonlySet<string> = new Set(['data', 'blob', 'about', 'javascript', 'chrome', 'devtools'])

export class StandInProtocol
  implements Pick<Electron.Protocol, 'handle' | 'unhandle' | 'isProtocolHandled' | 'registerSchemesAsPrivileged'>
{
  private readonly handlers = new Map<string, SchemeHandler>()
  private readonly schemes: Schemes

  constructor(schemes: Schemes) {
    this.schemes = schemes
  }

  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    this.schemes.declare(schemes)
  }

  handle(scheme: string, handler: SchemeHandler): void {
    if (chromiumsOwn.has(scheme)) throw new Error(`The Electron stand-in cannot handle ${scheme}:.`)
    if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    this.handlers.set(scheme, handler)
  }

  unhandle(scheme: string): void {
    if (!this.handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`)
  }

  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme)
  }

  /** For the interception. */
  handlerOf(scheme: string): SchemeHandler | undefined {
    return this.handlers.get(scheme)
  }

  static {
    refuseUnknown('protocol', StandInProtocol.prototype)
  }
}
