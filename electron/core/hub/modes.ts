/** The chat modes in force in one channel, and which change of a mode is another source's report of one already seen. */
import type { ModeInForce } from '../../../shared/contract.ts'
import type { Mode, ModeChange } from '../../../shared/model.ts'
import { sameActWithin } from './removals.ts'
import type { Row } from './row.ts'

export interface ChannelModes {
  readonly inForce: readonly ModeInForce[]
  /** Whether what is in force changed. A report older than what is known changes nothing. */
  apply(change: ModeChange): boolean
  /** The row of the same change, reported before. */
  find(change: ModeChange): Row | undefined
  keep(change: ModeChange, row: Row): void
}

const rememberedChanges = 64

const isSame = (left: ModeChange, right: ModeChange): boolean =>
  left.mode === right.mode &&
  left.on === right.on &&
  (left.seconds === undefined || right.seconds === undefined || left.seconds === right.seconds) &&
  Math.abs(left.at - right.at) <= sameActWithin

export const createChannelModes = (): ChannelModes => {
  const states = new Map<Mode, ModeChange>()
  const recent: { readonly change: ModeChange; readonly row: Row }[] = []
  let inForce: readonly ModeInForce[] = []
  return {
    get inForce() {
      return inForce
    },
    apply(change) {
      const known = states.get(change.mode)
      if (known !== undefined && known.at > change.at) return false
      // The second report of one change may leave out what the first one said.
      const seconds = change.seconds ?? (known?.on === true && isSame(known, change) ? known.seconds : undefined)
      states.set(change.mode, seconds === undefined ? change : { ...change, seconds })
      const next = [...states.values()]
        .filter((state) => state.on)
        .map(
          (state): ModeInForce =>
            state.seconds === undefined ? { mode: state.mode } : { mode: state.mode, seconds: state.seconds },
        )
      const changed = known === undefined ? change.on : known.on !== change.on || known.seconds !== seconds
      inForce = next
      return changed
    },
    find: (change) => recent.findLast((entry) => isSame(entry.change, change))?.row,
    keep(change, row) {
      recent.push({ change, row })
      if (recent.length > rememberedChanges) recent.shift()
    },
  }
}
