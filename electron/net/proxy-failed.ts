/** What went wrong: with the proxy itself, or with what it was asked for. For the log, never in a sentence. */
export type ProxyTrouble =
  /** It cannot be reached; another one may. */
  | 'PROXY_UNREACHABLE'
  | 'PROXY_WANTS_PASSWORD'
  | 'PROXY_REFUSED'
  /** It could not reach the server. */
  | 'PROXY_TARGET'
  /** It does not speak the protocol. */
  | 'PROXY_NONSENSE'
  | 'PROXY_SETTINGS'

/** No connection was made, because of the proxy on the way: nothing was sent. The message is a sentence for a person. */
export class ProxyFailed extends Error {
  readonly code: ProxyTrouble
  constructor(code: ProxyTrouble, message: string) {
    super(message)
    this.code = code
  }
}

/** The one behind an error of a library that wraps it. */
export const findProxyFailed = (error: unknown): ProxyFailed | undefined => {
  for (let found = error, depth = 0; depth < 5; depth++) {
    if (found instanceof ProxyFailed) return found
    if (!(found instanceof Error)) return undefined
    found = found.cause
  }
  return undefined
}
