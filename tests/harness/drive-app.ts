/** What a test does with a running app, whichever host it runs in. */
import type { RunningCore } from '../../electron/core/core.ts'
import type { CoreClient } from '../../electron/core/ports/client.ts'
import type { CommandName, EventName, Events, FeedRow, Input, Output } from '../../shared/contract.ts'
import type { Result } from '../../shared/errors.ts'
import type { Simulator } from '../../simulator/simulator.ts'

export interface DrivenApp {
  readonly simulator: Simulator
  readonly core: RunningCore
  /** A window of the test's own. */
  readonly client: CoreClient
  /** Rejects with the error's sentence. */
  invoke<Name extends CommandName>(name: Name, input: Input<Name>): Promise<Output<Name>>
  attempt<Name extends CommandName>(name: Name, input: Input<Name>): Promise<Result<unknown>>
  /** Resolves with the first state that fits; rejects after `withinMs` (10,000) telling the last one. */
  waitFor<Name extends Exclude<EventName, 'feed'>>(
    name: Name,
    fits: (state: Events[Name]) => boolean,
    withinMs?: number,
  ): Promise<Events[Name]>
  /** Resolves when the feed's rows fit. */
  waitForRows(fits: (rows: readonly FeedRow[]) => boolean, withinMs?: number): Promise<readonly FeedRow[]>
  /** Signs in by the device-code flow as this simulated user; answers the account's id. */
  signIn(login: string, permissionSets?: readonly string[]): Promise<string>
  /** Adds the channels, makes all that are open targets, and waits until each is live. */
  openChannels(logins: readonly string[], accountId?: string | null): Promise<void>
}

export const driveApp = ({ core, simulator }: Pick<DrivenApp, 'core' | 'simulator'>): DrivenApp => {
  const client = core.attach()

  const invoke: DrivenApp['invoke'] = async (name, input) =>
    unwrap((await client.invoke(name, input)) as Result<Output<typeof name>>)

  const waitFor: DrivenApp['waitFor'] = (name, fits, withinMs = 10_000) => {
    const { promise, resolve, reject } = Promise.withResolvers<Events[typeof name]>()
    let last: unknown
    const timer = setTimeout(
      () => reject(new Error(`Nothing fitting was told of ${name} within ${withinMs} ms: ${JSON.stringify(last)}`)),
      withinMs,
    )
    const release = client.subscribe(name, (payload) => {
      const state = payload as Events[typeof name]
      last = state
      if (fits(state)) resolve(state)
    })
    return promise.finally(() => {
      clearTimeout(timer)
      release()
    })
  }

  const waitForRows: DrivenApp['waitForRows'] = (fits, withinMs = 10_000) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly FeedRow[]>()
    const told = () =>
      core.hub
        .rows()
        .slice(-20)
        .map((row) => ('text' in row.event ? row.event.text : row.event.kind))
    const timer = setTimeout(
      () => reject(new Error(`The feed did not come to fit within ${withinMs} ms; its end: ${told().join(' | ')}`)),
      withinMs,
    )
    const look = () => {
      const rows = core.hub.rows()
      if (fits(rows)) resolve(rows)
    }
    const feed = core.hub.subscribe({
      emit(frame) {
        feed.acknowledge(frame.sequence)
        look()
      },
    })
    return promise.finally(() => {
      clearTimeout(timer)
      feed.dispose()
    })
  }

  return {
    simulator,
    core,
    client,
    invoke,
    attempt: (name, input) => client.invoke(name, input),
    waitFor,
    waitForRows,
    async signIn(login, permissionSets = ['chat', 'moderate']) {
      await invoke('accounts.setClientId', { platform: 'twitch', clientId: 'simulatedclient0123456789abcdef' })
      await invoke('accounts.signIn', { platform: 'twitch', permissionSets })
      const waiting = await waitFor('signIn', (view) => view?.state.status === 'waiting')
      const userCode = waiting?.state.status === 'waiting' ? waiting.state.userCode : ''
      simulator.control.approveDevice({ user: login, userCode })
      const done = await waitFor('signIn', (view) => view?.state.status === 'done')
      return done?.state.status === 'done' ? done.state.accountId : ''
    },
    async openChannels(logins, accountId) {
      for (const text of logins) {
        await invoke('channels.add', accountId === undefined ? { text } : { text, accountId })
      }
      await invoke('preferences.change', { targets: core.channels.views.value.map(({ ref }) => ref.id) })
      await waitFor('channels', (views) =>
        logins.every((login) => views.some((view) => view.ref.login === login && view.state.status === 'live')),
      )
    },
  }
}

export const unwrap = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
