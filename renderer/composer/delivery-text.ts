/** A delivery's state in words, the same words everywhere. */
import type { DeliveryState } from '../../shared/contract.ts'
import { secondsUntil } from '../feed/time-format.ts'

export interface DeliveryWords {
  readonly text: string
  readonly tone: 'calm' | 'waiting' | 'good' | 'bad'
  /** What "send again" is called here; absent where it makes no sense. */
  readonly sendLabel?: string
  /** True once nothing happens any more unless the person acts. */
  readonly rests: boolean
}

/** `now` in ms since epoch, for the seconds. */
export const describeDelivery = (state: DeliveryState, now: number): DeliveryWords => {
  switch (state.status) {
    case 'queued': {
      const seconds = secondsUntil(state.until, now)
      return { text: `queued${seconds > 0 ? `, ${seconds} s` : ''}: ${state.why}`, tone: 'waiting', rests: false }
    }
    case 'asking':
      return { text: `not sent yet: ${state.why} Send it now?`, tone: 'waiting', sendLabel: 'Send now', rests: true }
    case 'sending':
      return { text: 'sending', tone: 'calm', rests: false }
    case 'sent':
      return { text: 'sent', tone: 'calm', rests: false }
    case 'confirmed':
      return { text: 'confirmed', tone: 'good', rests: false }
    case 'refused':
      return { text: `refused: ${state.reason}`, tone: 'bad', sendLabel: 'Send again', rests: true }
    case 'failed':
      return { text: `failed: ${state.error.message}`, tone: 'bad', sendLabel: 'Retry', rests: true }
    case 'uncertain': {
      const seconds = secondsUntil(state.until, now)
      return {
        text: `no answer yet, looking for it${seconds > 0 ? `, ${seconds} s` : ''}`,
        tone: 'waiting',
        rests: false,
      }
    }
    case 'maybeSent':
      return {
        text: `may have been sent: ${state.why} Send it again?`,
        tone: 'waiting',
        sendLabel: 'Send again',
        rests: true,
      }
  }
}
