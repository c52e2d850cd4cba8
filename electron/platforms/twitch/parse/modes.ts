/** Chat modes as events: IRC's ROOMSTATE, EventSub's chat settings, moderation and shield mode all end here. */
import { type Author, type ChannelId, type Mode, type ModeChange, makeEventId } from '../../../../shared/model.ts'
import type { Draft } from './message.ts'

export interface ModeState {
  readonly mode: Mode
  readonly on: boolean
  /** How long one must have followed, or must wait between two messages. */
  readonly seconds?: number
}

/** `at` is ms since epoch. `initial`: it was only told, not changed. */
export const makeModeChange = (
  channel: ChannelId,
  at: number,
  state: ModeState,
  told: { readonly initial?: boolean; readonly by?: Author | undefined } = {},
): ModeChange => {
  const value = state.on ? `on${state.seconds === undefined ? '' : ` ${state.seconds}`}` : 'off'
  const change: Draft<ModeChange> = {
    kind: 'mode',
    id: makeEventId(channel, 'mode', state.mode, value, String(at)),
    channel,
    at,
    mode: state.mode,
    on: state.on,
  }
  if (state.seconds !== undefined) change.seconds = state.seconds
  if (told.initial === true) change.initial = true
  if (told.by !== undefined) change.by = told.by
  return change
}
