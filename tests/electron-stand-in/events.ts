/** Events as Electron gives them, and the check that none of them is our invention. */

/** Names in `Events` that Electron's `Emitter` does not have, or has with other arguments; `never` when all is well. */
export type StrayEvents<Emitter, Events> = {
  [Name in keyof Events]: Events[Name] extends readonly unknown[]
    ? Emitter extends { on: (name: Name, listener: (...args: Events[Name]) => void) => unknown }
      ? never
      : Name
    : Name
}[keyof Events]

/** Compiles only where nothing strays. */
export type None<Strays extends never> = Strays

export type PreventableEvent<Details extends object = object> = Electron.Event<Details>

/** Fresh for one emission: whoever emits it reads `defaultPrevented` afterwards. */
export const createEvent = <Details extends object>(details: Details): PreventableEvent<Details> => {
  let prevented = false
  return Object.defineProperty(
    {
      ...details,
      defaultPrevented: false,
      preventDefault() {
        prevented = true
      },
    },
    'defaultPrevented',
    { get: () => prevented },
  )
}

export const plainEvent = (): PreventableEvent => createEvent({})
