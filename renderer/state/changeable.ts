/** A state that a person changes: what the core told last, with the changes that it has not answered laid over it. */
import type { Result } from '../../shared/errors.ts'

export interface Changeable<State> {
  /** What the core says it is; null where there is none. */
  told(state: State | null): void
  /** Shown at once and told to the core; what the core tells meanwhile of earlier changes does not take it back. */
  change(change: Partial<State>): Promise<Result<unknown>>
}

export const createChangeable = <State extends object>(options: {
  readonly initial: State | null
  readonly show: (state: State | null) => void
  readonly send: (change: Partial<State>) => Promise<Result<unknown>>
}): Changeable<State> => {
  const { show, send } = options
  let told = options.initial
  let unanswered: readonly Partial<State>[] = []
  const showNow = () => show(told === null ? null : Object.assign({}, told, ...unanswered))
  return {
    told(state) {
      told = state
      showNow()
    },
    async change(change) {
      unanswered = [...unanswered, change]
      showNow()
      const result = await send(change)
      unanswered = unanswered.filter((other) => other !== change)
      // Its own event may come only after its answer.
      if (result.ok && told !== null) told = { ...told, ...change }
      showNow()
      return result
    },
  }
}
