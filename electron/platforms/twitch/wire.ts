/**
 * Readers of Twitch's payloads. Every field is optional and unknown until it is read: Twitch adds fields, leaves some
 * out, sends null for absent and now and then a number where its documents say string.
 */

/** An object of which only these fields are read. All are optional and unknown, so every object is one. */
export type Loose<Names extends string> = { readonly [Name in Names]?: unknown }

export type Wire = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Wire => typeof value === 'object' && value !== null

const none: Wire = {}

/** The value where it is an object, else one without fields. */
export const objectOf = (value: unknown): Wire => (isObject(value) ? value : none)

export const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Text; a number as its digits; anything else is empty. */
export const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
}

const maxIdLength = 256

/** An id as text, of bounded length; empty where there is none. */
export const idOf = (value: unknown): string => {
  const text = textOf(value)
  return text.length > maxIdLength ? text.slice(0, maxIdLength) : text
}

const reference = /^[\w-]{1,100}$/

/** Whether an id may stand in the reference of an image: emote ids, badge sets and cheermotes are plain words. */
export const isReferenceable = (id: string): boolean => reference.test(id)

/** A count: a non-negative integer, also where it came as text. */
export const countOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined
  if (typeof value !== 'string' || value === '' || value.length > 15) return undefined
  let count = 0
  for (let index = 0; index < value.length; index++) {
    const digit = value.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return undefined
    count = count * 10 + digit
  }
  return count
}

export const isTrue = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1

/** An RFC 3339 time in ms since epoch; its nanoseconds are cut. Undefined for anything else. */
export const timeOf = (value: unknown): number | undefined => {
  if (typeof value !== 'string' || value === '') return undefined
  const time = Date.parse(value)
  return Number.isFinite(time) ? time : undefined
}

/** The fields `PREFIX_id`, `PREFIX_login` and `PREFIX_name` by which Twitch names a person. */
export interface WirePerson {
  readonly id: string
  readonly login: string
  readonly name: string
}

/** `prefix` is for example `user` or `moderator_user`. The id is empty where nobody is named. */
export const personOf = (wire: Wire, prefix: string): WirePerson => ({
  id: idOf(wire[`${prefix}_id`]),
  login: textOf(wire[`${prefix}_login`]),
  name: textOf(wire[`${prefix}_name`]),
})
