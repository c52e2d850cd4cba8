import type { Chat } from '../chat/chat.ts'
import type { RoomMessage } from '../chat/types.ts'
import type { Clock } from '../clock.ts'
import type { World } from '../world/world.ts'

export interface Conversation {
  start(options: { readonly seed?: number; readonly pace?: number }): void
  stop(): void
  hear(message: RoomMessage): void
}
export interface ConversationContext {
  readonly clock: Clock
  readonly world: World
  readonly chat: Chat
  readonly origin: () => string
}
export const createConversation = (_context: ConversationContext): Conversation => ({
  start() {},
  stop() {},
  hear() {},
})
