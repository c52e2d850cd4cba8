/** Edits and reactions: the newer revision wins, in whatever order they come, and waits for a message that has not come. */
import type { ChatMessage, Edit, EventId, Reactions } from '../../../shared/model.ts'

const digits = /^\d{1,15}$/

/** Above zero when `left` is newer. Numbers compare as numbers, all else (ISO times, etags) as text. */
export const compareRevisions = (left: string, right: string): number => {
  if (digits.test(left) && digits.test(right)) return Number(left) - Number(right)
  return left === right ? 0 : left > right ? 1 : -1
}

interface Revised {
  readonly editedAt?: number
  readonly revision?: string
}

export const isNewerEdit = (candidate: Revised, current: Revised): boolean => {
  const byTime = (candidate.editedAt ?? 0) - (current.editedAt ?? 0)
  return byTime === 0 ? compareRevisions(candidate.revision ?? '', current.revision ?? '') > 0 : byTime > 0
}

/** The message as edited, or the very same one when it already shows this revision or a newer one. */
export const applyEdit = (message: ChatMessage, edit: Edit): ChatMessage =>
  isNewerEdit(edit, message)
    ? { ...message, parts: edit.parts, text: edit.text, editedAt: edit.editedAt, revision: edit.revision }
    : message

/** The newest edit and the newest reactions of messages that have not come; the oldest targets give way beyond `limit`. */
export interface WaitingRevisions {
  keepEdit(edit: Edit): void
  keepReactions(reactions: Reactions): void
  /** Takes what waits for a message under one of its ids. */
  take(id: EventId): { readonly edit: Edit | undefined; readonly reactions: Reactions | undefined } | undefined
  readonly size: number
}

export const createWaitingRevisions = (limit: number): WaitingRevisions => {
  const edits = new Map<EventId, Edit>()
  const reactions = new Map<EventId, Reactions>()
  const keep = <Value>(values: Map<EventId, Value>, target: EventId, value: Value) => {
    values.delete(target)
    values.set(target, value)
    for (const oldest of values.keys()) {
      if (values.size <= limit) break
      values.delete(oldest)
    }
  }
  return {
    keepEdit(edit) {
      const current = edits.get(edit.target)
      if (current === undefined || isNewerEdit(edit, current)) keep(edits, edit.target, edit)
    },
    keepReactions(next) {
      const current = reactions.get(next.target)
      if (current === undefined || compareRevisions(next.revision, current.revision) > 0)
        keep(reactions, next.target, next)
    },
    take(id) {
      if (edits.size === 0 && reactions.size === 0) return undefined
      const taken = { edit: edits.get(id), reactions: reactions.get(id) }
      edits.delete(id)
      reactions.delete(id)
      return taken
    },
    get size() {
      return edits.size + reactions.size
    },
  }
}
