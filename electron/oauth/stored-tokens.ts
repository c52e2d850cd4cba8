import type { Tokens } from '../platforms/platform.ts'
import { createSecret, type Secret } from './secret.ts'

/** What is held of one account, and rests in the secret store. */
export interface HeldTokens {
  readonly access: Secret
  readonly refresh: Secret | undefined
  /** ms since epoch. */
  readonly expiresAt: number | undefined
  readonly scopes: readonly string[]
  /** The client id that they were issued to: no other can refresh or revoke them. */
  readonly clientId: string
}

/** Of a sign-in. */
export const holdGranted = (tokens: Tokens, clientId: string): HeldTokens => ({
  access: createSecret(tokens.accessToken),
  refresh: tokens.refreshToken === undefined ? undefined : createSecret(tokens.refreshToken),
  expiresAt: tokens.expiresAt,
  scopes: tokens.scopes,
  clientId,
})

/** Of a renewal: what the answer leaves out (RFC 6749 section 6) stays as it was. */
export const holdRenewed = (tokens: Tokens, from: HeldTokens): HeldTokens => {
  const held = holdGranted(tokens, from.clientId)
  return {
    ...held,
    refresh: held.refresh ?? from.refresh,
    scopes: tokens.scopes.length === 0 ? from.scopes : tokens.scopes,
  }
}

export const printTokens = (held: HeldTokens): string =>
  JSON.stringify({
    version: 1,
    clientId: held.clientId,
    accessToken: held.access.reveal(),
    refreshToken: held.refresh?.reveal(),
    expiresAt: held.expiresAt,
    scopes: held.scopes,
  })

/** Undefined when the text is none of ours. */
export const parseTokens = (text: string): HeldTokens | undefined => {
  try {
    const data: unknown = JSON.parse(text)
    if (!isRecord(data) || data['version'] !== 1) return undefined
    const { clientId, accessToken, refreshToken, expiresAt, scopes } = data
    if (typeof clientId !== 'string' || typeof accessToken !== 'string') return undefined
    if (!Array.isArray(scopes) || !scopes.every((scope) => typeof scope === 'string')) return undefined
    return {
      access: createSecret(accessToken),
      refresh: typeof refreshToken === 'string' ? createSecret(refreshToken) : undefined,
      expiresAt: typeof expiresAt === 'number' ? expiresAt : undefined,
      scopes,
      clientId,
    }
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
