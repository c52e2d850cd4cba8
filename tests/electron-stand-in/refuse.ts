/** What runners and printers ask any value for; nobody means Electron by it. */
const askedOfAnything: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  'asymmetricMatch',
  '$$typeof',
  'nodeType',
  'tagName',
  '__esModule',
  '_apiName',
])

/**
 * From now on a member that `part` lacks throws, naming it, instead of being undefined. The object stays the same one: the
 * refusal stands behind it, at the next step of its prototype chain.
 */
export const refuseUnknown = <Part extends object>(name: string, part: Part): Part => {
  const parent: object | null = Object.getPrototypeOf(part)
  const refuse = (key: string | symbol): void => {
    if (typeof key === 'symbol' || askedOfAnything.has(key)) return
    throw new Error(`The Electron stand-in has no ${name}.${key}: add it to tests/electron-stand-in.`)
  }
  const isKnown = (key: string | symbol) => parent !== null && key in parent
  const wall = new Proxy(parent ?? {}, {
    get(target, key, receiver) {
      if (!isKnown(key)) refuse(key)
      return Reflect.get(target, key, receiver)
    },
    set(target, key, value, receiver) {
      if (!isKnown(key)) refuse(key)
      return Reflect.set(target, key, value, receiver)
    },
  })
  Object.setPrototypeOf(part, wall)
  return part
}
