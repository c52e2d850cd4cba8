/** What Chromium itself still fetches (dictionaries, updates) goes the way of everything else. */
import type { ProxyConfig, Session } from 'electron'
import type { ProxySettings } from '../../../shared/contract.ts'
import { failed, ok, type Result } from '../../../shared/errors.ts'

/** https://www.electronjs.org/docs/latest/api/structures/proxy-config */
export const toProxyConfig = (settings: ProxySettings): ProxyConfig => {
  switch (settings.mode) {
    case 'system':
      return { mode: 'system' }
    case 'none':
      return { mode: 'direct' }
    case 'manual':
      // One rule without a scheme holds for all; there is no "direct" behind it to fall back to.
      return { mode: 'fixed_servers', proxyRules: settings.url, proxyBypassRules: '<local>' }
  }
}

export const applyProxy = async (
  sessions: readonly Pick<Session, 'setProxy'>[],
  settings: ProxySettings,
): Promise<Result<void>> => {
  try {
    await Promise.all(sessions.map((session) => session.setProxy(toProxyConfig(settings))))
    return ok(undefined)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return failed({ kind: 'refused', code: 'proxy', reason, message: `The system did not take the proxy (${reason}).` })
  }
}
