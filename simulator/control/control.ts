import type { Conversation } from '../conversation/conversation.ts'
import { createChatControl } from './chat.ts'
import type { ControlContext } from './context.ts'
import { createSignInControl } from './sign-in.ts'
import { createSocketControl } from './sockets.ts'
import type { Control } from './types.ts'

/** The control API of one simulator; `stop` ends what still runs. */
export const createControl = (
  context: ControlContext,
  conversation: Conversation,
): { readonly control: Control; stop(): void } => {
  const { traffic, script, eventSub, irc } = context
  const { stop: stopChat, ...chat } = createChatControl(context)
  const control: Control = {
    ...chat,
    ...createSignInControl(context),
    ...createSocketControl(context),
    failNext: (input) => traffic.fail(input),
    failImages(input) {
      if (input.kind === 'none') script.imageFaults.delete(input.path)
      else script.imageFaults.set(input.path, input.kind)
    },
    heal() {
      traffic.heal()
      eventSub.delivery.heal()
      script.imageFaults.clear()
      script.connectionFaults.length = 0
      script.drops.length = 0
      for (const connection of [...irc.connections(), ...eventSub.connections()]) connection.setMode('live')
    },
    requests: () => traffic.requests(),
    violations: () => [...script.violations],
    forget() {
      traffic.forget()
      script.violations.length = 0
    },
    startConversation: (input) => conversation.start(input),
    stopConversation: () => conversation.stop(),
  }
  return {
    control,
    stop() {
      stopChat()
      conversation.stop()
    },
  }
}
