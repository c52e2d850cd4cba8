/**
 * `contextBridge` between the preload's isolated world and the page's own. Chromium lets two worlds share nothing but the
 * document; what one dispatches on it the other receives at once, as a structured clone. Sent to the page as source.
 */

/** What crosses: a clone, or parts of which some are functions or promises of the sender. */
type Crossing =
  | { readonly clone: unknown }
  | { readonly list: readonly Crossing[] }
  | { readonly members: readonly (readonly [name: string, value: Crossing])[] }
  | { readonly error: string }
  | { readonly call: number }
  | { readonly promise: number }

type Message =
  | { readonly expose: string; readonly value: Crossing }
  | { readonly call: number; readonly args: readonly Crossing[]; readonly answer: number }
  | { readonly answer: number; readonly value: Crossing }
  | { readonly settled: number; readonly fulfilled: boolean; readonly value: Crossing }

export interface BridgeEnd {
  expose(name: string, api: unknown): void
}

/** One end; `own` and `other` are the names of its two events, which no page can guess. */
export const openBridgeEnd = (own: string, other: string): BridgeEnd => {
  // Taken before any script of the page could change them.
  const dispatch = window.dispatchEvent.bind(window)
  const listen = window.addEventListener.bind(window)
  const { CustomEvent: Parcel, Promise: Pledge } = window
  const { freeze, defineProperty, entries, getPrototypeOf, prototype: plain } = Object
  const functions = new Map<number, (...args: unknown[]) => unknown>()
  const ids = new Map<unknown, number>()
  const pledges = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  const answers = new Map<number, Crossing>()
  let last = 0

  const isPlain = (value: object): boolean => {
    const prototype = getPrototypeOf(value)
    return prototype === null || prototype === plain || getPrototypeOf(prototype) === null
  }
  const isCloneable = (value: unknown): boolean => {
    if (typeof value === 'function' || typeof value === 'symbol' || value instanceof Pledge) return false
    if (typeof value !== 'object' || value === null) return true
    if (value instanceof Error) return false
    return Array.isArray(value)
      ? value.every(isCloneable)
      : !isPlain(value) || entries(value).every(([, item]) => isCloneable(item))
  }
  const pack = (value: unknown): Crossing => {
    if (isCloneable(value)) {
      try {
        return { clone: structuredClone(value) }
      } catch {
        throw new Error('An object could not be cloned.')
      }
    }
    if (typeof value === 'function') {
      const id = ids.get(value) ?? ++last
      ids.set(value, id)
      functions.set(id, (...args) => value(...args))
      return { call: id }
    }
    if (value instanceof Pledge) {
      const id = ++last
      const settle = (fulfilled: boolean) => (result: unknown) => send({ settled: id, fulfilled, value: pack(result) })
      value.then(settle(true), settle(false))
      return { promise: id }
    }
    if (value instanceof Error) return { error: value.message }
    if (Array.isArray(value)) return { list: value.map(pack) }
    if (typeof value === 'object' && value !== null) {
      return { members: entries(value).map(([name, item]) => [name, pack(item)] as const) }
    }
    throw new Error('An object could not be cloned.')
  }
  const unpack = (crossing: Crossing): unknown => {
    if ('clone' in crossing) return crossing.clone
    if ('list' in crossing) return crossing.list.map(unpack)
    if ('members' in crossing) return Object.fromEntries(crossing.members.map(([name, item]) => [name, unpack(item)]))
    if ('error' in crossing) return new Error(crossing.error)
    if ('promise' in crossing) {
      return new Pledge((resolve, reject) => pledges.set(crossing.promise, { resolve, reject }))
    }
    return (...args: unknown[]) => {
      const answer = ++last
      send({ call: crossing.call, args: args.map(pack), answer })
      const value = answers.get(answer)
      answers.delete(answer)
      if (value === undefined) return undefined
      if ('error' in value) throw unpack(value)
      return unpack(value)
    }
  }
  const send = (message: Message): void => {
    dispatch(new Parcel(other, { detail: message }))
  }
  const call = (id: number, args: readonly Crossing[]): Crossing => {
    try {
      return pack(functions.get(id)?.(...args.map(unpack)))
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) }
    }
  }
  const deepFreeze = (value: unknown): unknown => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return value
    for (const [, item] of entries(value)) deepFreeze(item)
    return freeze(value)
  }

  listen(own, (event) => {
    const message: Message = Reflect.get(event, 'detail')
    if ('expose' in message) {
      const value = deepFreeze(unpack(message.value))
      defineProperty(window, message.expose, { value, enumerable: true })
    } else if ('call' in message) send({ answer: message.answer, value: call(message.call, message.args) })
    else if ('answer' in message) answers.set(message.answer, message.value)
    else {
      const pledge = pledges.get(message.settled)
      pledges.delete(message.settled)
      if (message.fulfilled) pledge?.resolve(unpack(message.value))
      else pledge?.reject(unpack(message.value))
    }
  })
  return { expose: (name, api) => send({ expose: name, value: pack(api) }) }
}
