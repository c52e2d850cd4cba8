/**
 * Tells the host about a mention, which knows whether a window shows it already; never the text of a private channel.
 */
import type { FeedRow } from '../../shared/contract.ts'
import type { HostServices } from './ports/host.ts'
import type { Settings } from './settings.ts'

export interface Notifier {
  announce(row: FeedRow): void
}

export const createNotifier = (host: Pick<HostServices, 'notify'>, settings: () => Settings): Notifier => ({
  announce({ event }) {
    if (event.kind !== 'message' || !event.traits.includes('mentionsMe')) return
    const { channels } = settings()
    const ref = channels.find((channel) => channel.ref.id === event.channel)?.ref
    if (ref === undefined) return
    const body = ref.private ? 'You were mentioned in a private channel.' : event.text
    const title = `${event.author.name} in ${ref.private ? 'a private channel' : ref.name}`
    host.notify({ title, body, channel: event.channel })
  },
})
