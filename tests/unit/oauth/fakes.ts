import type { AccountIdentity, StoredAccount } from '../../../electron/core/ports/credentials.ts'
import type { SecretStore } from '../../../electron/core/ports/host.ts'
import { createCredentials } from '../../../electron/oauth/credentials.ts'
import type { DeviceCodeAuth, DevicePoll, Tokens, ValidatedIdentity } from '../../../electron/platforms/platform.ts'
import { createMemorySecrets, makeSecretKey } from '../../../electron/storage/secrets.ts'
import { failed, ok, type Result, type TributaryError } from '../../../shared/errors.ts'
import { createVirtualClock, type VirtualClock } from '../../harness/clock.ts'

export const unreachable: TributaryError = {
  kind: 'unreachable',
  retrying: false,
  message: 'Twitch cannot be reached.',
}
export const signInAgain: TributaryError = { kind: 'signInAgain', message: 'Twitch ended this sign-in.' }
export const fourHours = 4 * 3_600_000

/** A platform with one user, that enforces one-time refresh tokens. */
export const createFakePlatform = (clock: VirtualClock) => {
  let count = 0
  let spendable: string | undefined
  const valid = new Set<string>()
  const revoked: string[] = []
  const polls: (DevicePoll | TributaryError)[] = []
  const calls = { begin: 0, poll: 0, refresh: 0, validate: 0 }
  const seen: { refreshWith: string[]; pollTimes: number[] } = { refreshWith: [], pollTimes: [] }
  const state = {
    identity: { userId: '7', login: 'streamer', scopes: ['chat'] } as ValidatedIdentity,
    lifeMs: fourHours,
    refreshError: undefined as TributaryError | undefined,
    validateError: undefined as TributaryError | undefined,
    revokeError: undefined as TributaryError | undefined,
    beginError: undefined as TributaryError | undefined,
    /** ms that a refresh takes. */
    refreshTakes: 0,
    revokeTakes: 0,
    /** ms that a poll takes. */
    pollTakes: 0,
  }
  const grant = (): Tokens => {
    count++
    spendable = `refresh-${count}`
    valid.add(`access-${count}`)
    return {
      accessToken: `access-${count}`,
      refreshToken: spendable,
      expiresAt: clock.now() + state.lifeMs,
      scopes: state.identity.scopes,
    }
  }
  const wait = (ms: number) => new Promise<void>((resolve) => void (ms === 0 ? resolve() : clock.after(ms, resolve)))
  const auth: DeviceCodeAuth = {
    kind: 'deviceCode',
    issuer: 'https://id.twitch.tv',
    async begin() {
      calls.begin++
      if (state.beginError !== undefined) return failed(state.beginError)
      return ok({
        deviceCode: 'device',
        userCode: 'ABCDEFGH',
        verificationUri: 'https://www.twitch.tv/activate',
        expiresAt: clock.now() + 60_000,
        intervalMs: 5_000,
      })
    },
    async poll(): Promise<Result<DevicePoll>> {
      calls.poll++
      seen.pollTimes.push(clock.elapsed())
      await wait(state.pollTakes)
      const next = polls.shift() ?? ({ kind: 'pending' } as const)
      return 'message' in next ? failed(next) : ok(next)
    },
    async refresh(_, refreshToken) {
      calls.refresh++
      seen.refreshWith.push(refreshToken)
      await wait(state.refreshTakes)
      if (state.refreshError !== undefined) return failed(state.refreshError)
      if (refreshToken !== spendable) return failed(signInAgain)
      return ok(grant())
    },
    async validate(accessToken) {
      calls.validate++
      if (state.validateError !== undefined) return failed(state.validateError)
      return valid.has(accessToken) ? ok(state.identity) : failed(signInAgain)
    },
    async revoke(_, accessToken) {
      await wait(state.revokeTakes)
      if (state.revokeError !== undefined) return failed(state.revokeError)
      revoked.push(accessToken)
      valid.delete(accessToken)
      return ok(undefined)
    },
  }
  return { auth, state, calls, seen, polls, revoked, grant, invalidate: (token: string) => valid.delete(token) }
}

/** A store in memory whose writes can be made to fail or to wait, and that notes what it did. */
export const createFakeSecrets = () => {
  const memory = createMemorySecrets()
  const trouble = { write: undefined as string | undefined, read: undefined as string | undefined }
  const writes: string[] = []
  let gate: Promise<void> | undefined
  const refuse = (message: string) => failed({ kind: 'unreachable', retrying: false, message })
  const store: SecretStore = {
    async read(key) {
      if (trouble.read !== undefined) throw new Error(trouble.read)
      return memory.read(key)
    },
    async write(key, secret) {
      await gate
      if (trouble.write !== undefined) return refuse(trouble.write)
      writes.push(secret)
      return memory.write(key, secret)
    },
    async delete(key) {
      return trouble.write === undefined ? memory.delete(key) : refuse(trouble.write)
    },
  }
  return {
    store,
    trouble,
    writes,
    /** Holds every write back until the answer is called. */
    hold: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return () => {
        gate = undefined
        resolve()
      }
    },
  }
}

export const account: StoredAccount = {
  id: 'twitch:7',
  platform: 'twitch',
  userId: '7',
  login: 'streamer',
  name: 'Streamer',
  scopes: ['chat'],
  clientId: 'client',
}

export const secretKey = makeSecretKey({ platform: 'twitch', issuer: 'https://id.twitch.tv', userId: '7' })

export const build = (shared: { readonly secrets?: ReturnType<typeof createFakeSecrets> } = {}) => {
  const clock = createVirtualClock()
  const platform = createFakePlatform(clock)
  const secrets = shared.secrets ?? createFakeSecrets()
  const changes: [string, AccountIdentity | undefined][] = []
  const problems: (string | undefined)[] = []
  const logged: string[] = []
  const networkListeners = new Set<(online: boolean) => void>()
  const wakeListeners = new Set<() => void>()
  const write = (event: string, fields?: object) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`)
  const start = () => {
    const credentials = createCredentials({
      platforms: new Map([['twitch', platform.auth]]),
      secrets: secrets.store,
      clock,
      random: () => 1,
      log: { debug: write, info: write, warn: write, error: write },
      network: {
        online: () => true,
        onChange(listener) {
          networkListeners.add(listener)
          return () => networkListeners.delete(listener)
        },
      },
      power: {
        onWake(listener) {
          wakeListeners.add(listener)
          return () => wakeListeners.delete(listener)
        },
      },
      onProblem: ({ message }) => void problems.push(message),
    })
    credentials.onChange((id, identity) => void changes.push([id, identity]))
    return credentials
  }
  const store = (tokens: Tokens) =>
    secrets.store.write(secretKey, JSON.stringify({ version: 1, clientId: 'client', ...tokens }))
  return {
    clock,
    platform,
    secrets,
    changes,
    problems,
    logged,
    start,
    store,
    stored: async (): Promise<unknown> => {
      const text = await secrets.store.read(secretKey)
      return text === undefined ? undefined : JSON.parse(text)
    },
    goOnline: () => {
      for (const listener of networkListeners) listener(true)
    },
    networkListeners,
    /** The wall clock has moved on, and no timer has run. */
    wake: async (sleptMs: number) => {
      clock.jump(sleptMs)
      for (const listener of [...wakeListeners]) listener()
      await clock.advance(0)
    },
    wakeListeners,
    /** Takes up an account whose tokens were stored by an earlier session. */
    resumed: async () => {
      await store(platform.grant())
      const credentials = start()
      credentials.resume(account)
      await clock.advance(0)
      return credentials
    },
  }
}
