import { useMemo } from 'react'
import type { Act } from '../../shared/capabilities.ts'
import type { ChannelView, FeedRow } from '../../shared/contract.ts'
import type { Author, ChannelId, EventId } from '../../shared/model.ts'
import type { ViewKey } from '../feed/feed-store.ts'
import { formatSeconds } from '../feed/time-format.ts'
import { channelLabel } from '../state/app-store.ts'
import { useCommand, useServices } from '../state/context.tsx'
import { actNames, type PresentedActs, presentActs } from './present-acts.ts'

export interface RunAct {
  readonly presented: (row: FeedRow, view: ViewKey) => PresentedActs | undefined
  readonly can: (row: FeedRow, view: ViewKey, act: Act) => boolean
  readonly reply: (row: FeedRow, view: ViewKey) => void
  readonly copy: (row: FeedRow) => void
  readonly remove: (row: FeedRow, channel: ChannelId) => void
  /** At once, with undo for ten seconds; confirmed when the author is a moderator. */
  readonly timeOut: (channel: ChannelView, author: Author, seconds: number, row: EventId) => void
  readonly lift: (act: 'untimeout' | 'unban', channel: ChannelView, author: Author) => void
  /** Asks first, naming the channel. */
  readonly ban: (channel: ChannelView, author: Author, row: EventId) => void
  readonly byKey: (action: string, row: FeedRow, view: ViewKey) => void
}

const undoMs = 10_000

export const useRunAct = (): RunAct => {
  const { app, ui, now } = useServices()
  const run = useCommand()
  // The services and the command runner live as long as the window.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `run` is made anew at every render and does the same
  return useMemo((): RunAct => {
    const presented = (row: FeedRow, view: ViewKey) => {
      const { channels = [], accounts } = app.state.getState()
      return presentActs(row, view, channels, accounts, now())
    }
    const offers = (found: PresentedActs | undefined, act: Act) =>
      found?.offered.some((offer) => offer.act === act) ?? false
    const nameOf = (channel: ChannelView) => channelLabel(app.state.getState(), channel)
    const acts: RunAct = {
      presented,
      can: (row, view, act) => {
        const found = presented(row, view)
        const offered = offers(found, act)
        const greyed = found?.greyed.find((grey) => grey.act === act)
        if (!offered && greyed !== undefined) ui.addNote({ severity: 'info', text: `${actNames[act]}: ${greyed.why}` })
        return offered
      },
      reply(row, view) {
        const found = presented(row, view)
        if (found === undefined) return
        ui.replyTo({ row, channel: found.channel.ref.id })
        document.querySelector<HTMLElement>('[data-unified-input]')?.focus()
      },
      copy(row) {
        if (row.event.kind !== 'message' && row.event.kind !== 'notice') return
        navigator.clipboard.writeText(row.event.text).then(
          () => ui.addNote({ severity: 'info', text: 'Copied.', lastsMs: 2500 }),
          () =>
            ui.addNote({ severity: 'error', text: 'The text could not be copied: the clipboard is not available.' }),
        )
      },
      remove: (row, channel) => void run('moderation.remove', { channel, row: row.id }),
      timeOut(channel, author, seconds, row) {
        if (author.roles.includes('moderator')) {
          ui.open({
            kind: 'confirm',
            act: 'timeout',
            channel: channel.ref.id,
            author: author.id,
            name: author.name,
            seconds,
            row,
          })
          return
        }
        void applyTimeout(channel, author, seconds, row)
      },
      lift(act, channel, author) {
        void run(`moderation.${act}`, { channel: channel.ref.id, author: author.id }).then((result) => {
          if (result.ok)
            ui.addNote({
              severity: 'info',
              text: `${act === 'unban' ? 'The ban' : 'The time-out'} of ${author.name} in ${nameOf(channel)} is lifted.`,
            })
        })
      },
      ban: (channel, author, row) =>
        ui.open({ kind: 'confirm', act: 'ban', channel: channel.ref.id, author: author.id, name: author.name, row }),
      byKey(action, row, view) {
        const found = presented(row, view)
        if (action === 'copy') acts.copy(row)
        if (found === undefined) return
        if (action === 'reply' && acts.can(row, view, 'reply')) acts.reply(row, view)
        else if (action === 'delete' && acts.can(row, view, 'remove')) acts.remove(row, found.removeIn.ref.id)
        else if (action === 'ban' && acts.can(row, view, 'ban')) acts.ban(found.channel, found.author, row.id)
      },
    }
    const applyTimeout = async (channel: ChannelView, author: Author, seconds: number, row: EventId) => {
      const result = await run('moderation.timeout', { channel: channel.ref.id, author: author.id, seconds })
      if (!result.ok) return
      ui.addNote({
        severity: 'info',
        text: `${author.name} is timed out in ${nameOf(channel)} for ${formatSeconds(seconds)}.`,
        lastsMs: undoMs,
        row,
        undo: { label: 'Undo', run: () => acts.lift('untimeout', channel, author) },
      })
    }
    return acts
  }, [app, ui, now])
}
