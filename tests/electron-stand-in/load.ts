/** Loads a built bundle natively, with the stand-in in the place of the module `electron`. */
import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { ElectronModule } from './module.ts'

/** Where the virtual module's source finds its stand-in: it stands in no scope of ours. */
const registry = Symbol.for('tributary electron stand-in')
const scheme = 'electron-stand-in:'
/** A module that Node loads by itself: past Vitest, which would read a bundle as a source of its own. */
const nativeImport = `${scheme}native-import`
const nativeImportSource = 'export const load = (url) => import(url)'

export interface Loader {
  /** Anew for this stand-in, with all that it imports, whatever was loaded before. */
  load(path: string): Promise<unknown>
  stop(): void
}

export const createLoader = (electron: ElectronModule): Loader => {
  const known = registered()
  const key = `${known.size}`
  known.set(key, electron)
  const names = Object.keys(electron)
  const source = [
    `const electron = globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(registry))})].get(${JSON.stringify(key)})`,
    ...names.map((name) => `export const ${name} = electron.${name}`),
    'export default electron',
  ].join('\n')
  const mark = `?start=${key}`
  const isOurs = (url: string | undefined) => url?.endsWith(mark) === true
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === nativeImport) return { url: specifier, format: 'module', shortCircuit: true }
      // What is required bears no mark of who loaded it: it gets the stand-in that was started last.
      const isRequired = context.conditions.includes('require')
      if (specifier === 'electron' && (isRequired || isOurs(context.parentURL))) {
        return { url: `${scheme}${key}`, format: 'module', shortCircuit: true }
      }
      if (!isOurs(context.parentURL)) return next(specifier, context)
      const resolved = next(specifier, context)
      return resolved.url.startsWith('file:') ? { ...resolved, url: `${resolved.url}${mark}` } : resolved
    },
    load(url, context, next) {
      if (url === nativeImport) return { format: 'module', source: nativeImportSource, shortCircuit: true }
      if (url !== `${scheme}${key}`) return next(url, context)
      return { format: 'module', source, shortCircuit: true }
    },
  })
  const importer: { readonly load: (url: string) => Promise<unknown> } = createRequire(import.meta.url)(nativeImport)
  return {
    load: (path) => importer.load(`${pathToFileURL(path).href}${mark}`),
    stop() {
      hooks.deregister()
      known.set(key, {})
    },
  }
}

const registered = (): Map<string, unknown> => {
  const known: unknown = Reflect.get(globalThis, registry)
  if (known instanceof Map) return known
  const fresh = new Map<string, unknown>()
  Reflect.set(globalThis, registry, fresh)
  return fresh
}
