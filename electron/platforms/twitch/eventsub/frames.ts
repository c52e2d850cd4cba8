/** The frames of EventSub's WebSocket (facts 2), guarded: what is none of them is `undefined`. Pure. */
import { type Json, readNumber, readObject, readText } from '../helix/read.ts'

export interface FrameMetadata {
  readonly messageId: string
  /** ms since epoch; undefined when it cannot be read. */
  readonly sentAt: number | undefined
}

export type EventSubFrame =
  | (FrameMetadata & {
      readonly type: 'welcome'
      readonly sessionId: string
      /** ms. */
      readonly keepaliveMs: number
    })
  | (FrameMetadata & { readonly type: 'keepalive' })
  | (FrameMetadata & {
      readonly type: 'notification'
      readonly broadcasterId: string | undefined
      readonly payload: Json
    })
  | (FrameMetadata & { readonly type: 'reconnect'; readonly url: string })
  | (FrameMetadata & {
      readonly type: 'revocation'
      readonly subscriptionId: string
      readonly subscriptionType: string
      readonly broadcasterId: string | undefined
      readonly status: string
    })
  /** A message type that this version does not know. */
  | (FrameMetadata & { readonly type: 'unknown'; readonly name: string })

const defaultKeepaliveSeconds = 10

export const readFrame = (text: string): EventSubFrame | undefined => {
  const frame = readObject(parseJson(text))
  const metadata = readObject(frame?.['metadata'])
  const payload = readObject(frame?.['payload'])
  const name = readText(metadata?.['message_type'])
  const messageId = readText(metadata?.['message_id'])
  if (metadata === undefined || payload === undefined || name === undefined || messageId === undefined) return undefined
  const stamp = Date.parse(readText(metadata['message_timestamp']) ?? '')
  const common: FrameMetadata = { messageId, sentAt: Number.isFinite(stamp) ? stamp : undefined }
  if (name === 'session_keepalive') return { ...common, type: 'keepalive' }
  if (name === 'session_welcome' || name === 'session_reconnect') {
    const session = readObject(payload['session'])
    if (name === 'session_reconnect') {
      const url = readText(session?.['reconnect_url'])
      return url === undefined ? undefined : { ...common, type: 'reconnect', url }
    }
    const sessionId = readText(session?.['id'])
    const seconds = readNumber(session?.['keepalive_timeout_seconds']) ?? defaultKeepaliveSeconds
    return sessionId === undefined
      ? undefined
      : { ...common, type: 'welcome', sessionId, keepaliveMs: Math.min(600, Math.max(0.5, seconds)) * 1000 }
  }
  const subscription = readObject(payload['subscription'])
  const broadcasterId = readText(readObject(subscription?.['condition'])?.['broadcaster_user_id'])
  if (name === 'notification') {
    return subscription === undefined ? undefined : { ...common, type: 'notification', broadcasterId, payload }
  }
  if (name === 'revocation') {
    const subscriptionId = readText(subscription?.['id'])
    if (subscriptionId === undefined) return undefined
    return {
      ...common,
      type: 'revocation',
      subscriptionId,
      subscriptionType: readText(subscription?.['type']) ?? '',
      broadcasterId,
      status: readText(subscription?.['status']) ?? 'unknown',
    }
  }
  return { ...common, type: 'unknown', name: name.slice(0, 60) }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
