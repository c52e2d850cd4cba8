/** Where Twitch's pictures are: emotes by a pattern, badges and cheermotes as Helix lists them, people's own pictures. */
import type { Clock } from '../../core/ports/host.ts'
import type { Account } from '../../core/ports/session.ts'
import type { ImageLocator } from '../platform.ts'
import type { Helix } from './helix/client.ts'
import { type Json, readData, readId, readObject, readObjects, readText } from './helix/read.ts'
import type { Users } from './session/users.ts'

/** What is listed changes rarely. */
const freshMs = 3_600_000
/** After a failure it is not asked again sooner. */
const failedMs = 30_000

export interface ImageOptions {
  readonly helix: Helix
  readonly users: Users
  readonly clock: Clock
  /** Base address of the picture host. */
  readonly base: string
  /** Any account that can be used to ask, best first; empty while nobody is signed in. */
  readonly accounts: () => readonly Account[]
}

type Table = ReadonlyMap<string, string>

/**
 * Locates `emote:ID`, `badge:BROADCASTERID:SET:VERSION` (the channel's own version before the global one),
 * `cheermote:PREFIX:TIER` and `avatar:USERID`; undefined for anything else and for what Twitch does not list.
 */
export const createImageLocator = ({ helix, users, clock, base, accounts }: ImageOptions): ImageLocator => {
  const tables = new Map<string, { readonly table: Promise<Table | undefined>; until: number }>()

  /** One question for all who ask at once; a failure is forgotten sooner than an answer. */
  const tableOf = (
    key: string,
    path: string,
    query: Readonly<Record<string, string>>,
    read: (body: unknown) => Table,
  ) => {
    const known = tables.get(key)
    if (known !== undefined && known.until > clock.elapsed()) return known.table
    const ask = async (): Promise<Table | undefined> => {
      for (const account of accounts()) {
        const request = { method: 'GET', path, query, background: true, doing: 'list pictures' } as const
        const answer = await helix.read(account.id, request, read)
        if (answer.ok) return answer.value
      }
      return undefined
    }
    const entry = { table: ask(), until: clock.elapsed() + freshMs }
    if (tables.size >= 500) tables.clear()
    tables.set(key, entry)
    void entry.table.then((table) => {
      if (table === undefined) entry.until = clock.elapsed() + failedMs
    })
    return entry.table
  }

  const locateBadge = async (broadcasterId: string, set: string, version: string) => {
    const query = { broadcaster_id: broadcasterId }
    const own = await tableOf(`badges ${broadcasterId}`, '/chat/badges', query, readBadges)
    const address = own?.get(`${set}/${version}`)
    if (address !== undefined) return address
    return (await tableOf('badges', '/chat/badges/global', {}, readBadges))?.get(`${set}/${version}`)
  }

  const locatePicture = async (userId: string) => {
    const known = users.known(userId)
    if (known !== undefined) return known.picture
    const [account] = accounts()
    return account === undefined ? undefined : (await users.later(account, userId))?.picture
  }

  return {
    async locate(reference) {
      const [kind, first = '', second = '', ...rest] = reference.split(':')
      if (kind === 'emote') {
        return /^[\w-]{1,100}$/.test(first) && second === ''
          ? `${base}/emoticons/v2/${first}/default/dark/2.0`
          : undefined
      }
      if (kind === 'badge') {
        return /^\d+$/.test(first) && second !== '' ? locateBadge(first, second, rest.join(':')) : undefined
      }
      if (kind === 'cheermote') {
        const cheermotes = await tableOf('cheermotes', '/bits/cheermotes', {}, readCheermotes)
        return cheermotes?.get(`${first.toLowerCase()}/${second}`)
      }
      if (kind === 'avatar') return /^\d+$/.test(first) ? locatePicture(first) : undefined
      return undefined
    },
  }
}

const readBadges = (body: unknown): Table => {
  const table = new Map<string, string>()
  for (const set of readData(body)) {
    for (const version of readObjects(set['versions'])) {
      const id = readId(version['id'])
      const address = readText(version['image_url_2x']) ?? readText(version['image_url_1x'])
      if (id !== undefined && address !== undefined) table.set(`${readText(set['set_id']) ?? ''}/${id}`, address)
    }
  }
  return table
}

/** The reference's tier is the least number of bits, as in both wires; `id` says the same in Helix. */
const readCheermotes = (body: unknown): Table => {
  const table = new Map<string, string>()
  for (const cheermote of readData(body)) {
    const prefix = readText(cheermote['prefix'])?.toLowerCase()
    if (prefix === undefined) continue
    for (const tier of readObjects(cheermote['tiers'])) {
      const dark = readObject(readObject(tier['images'])?.['dark'])
      const address = pick(readObject(dark?.['animated'])) ?? pick(readObject(dark?.['static']))
      if (address === undefined) continue
      const [id, least] = [readId(tier['id']), readId(tier['min_bits'])]
      if (id !== undefined) table.set(`${prefix}/${id}`, address)
      if (least !== undefined) table.set(`${prefix}/${least}`, address)
    }
  }
  return table
}

const pick = (sizes: Json | undefined): string | undefined => readText(sizes?.['2']) ?? readText(sizes?.['1'])
