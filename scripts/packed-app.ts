/** What a packed app may hold and must hold. Each check answers its faults in words; none means that it passed. */
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { readReferences } from './module-references.ts'
import { isRecord } from './project.ts'

/** By their paths below the app's root, with `/`. */
export type Files = ReadonlyMap<string, Buffer>

export interface PackedApp {
  /** In the asar. */
  readonly files: Files
  /** Everything else in the folder where the asar lies. */
  readonly beside: readonly string[]
  /** Of the asar and what was left unpacked beside it. */
  readonly bytes: number
  /** As the binary holds them; undefined where it says neither. */
  readonly fuses: Readonly<Record<string, boolean | undefined>>
}

export interface Expected {
  /** What was built, and what stands in `resources`: all of it belongs into the package. */
  readonly built: Files
  /** The project's package.json. */
  readonly manifest: Readonly<Record<string, unknown>>
  readonly fuses: Readonly<Record<string, boolean>>
  /** The project's folders on the machine that packs: nobody else needs to know them. */
  readonly projectFolders: readonly string[]
}

export interface Check {
  /** What holds when there is no fault, as a sentence. */
  readonly says: string
  readonly faults: readonly string[]
}

const maxBytes = 12 * 1024 * 1024

/** Written down once more, apart from `electron-builder.yml`: a slip there is found here. */
const allowed = [
  /^package\.json$/u,
  /^out\/main\/[\w-]+\.js$/u,
  /^out\/preload\/preload\.cjs$/u,
  /^out\/renderer\/index\.html$/u,
  /^out\/renderer\/assets\/[\w.-]+\.(?:js|css|svg|png|webp|ico|woff2)$/u,
  /^resources\/[\w@-]+\.(?:png|ico)$/u,
]

const forbidden = [
  /\.map$/u,
  /\.[cm]?tsx?$/u,
  /(?:^|\/)(?:node_modules|tests?|fixtures|simulator|scripts|docs)(?:\/|$)/u,
  /\.test\./u,
  /(?:^|\/)\./u,
]

/** The package's needed files that nothing else would miss before somebody starts it. */
const needed = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html', 'package.json']

export const checkPackedApp = (app: PackedApp, expected: Expected): readonly Check[] => {
  const names = [...app.files.keys()]
  return [
    { says: 'The asar holds nothing but what is on the list', faults: strangers(names) },
    {
      says: 'No source, map, test, fixture, simulator or node_modules file is in it',
      faults: names.filter((name) => forbidden.some((pattern) => pattern.test(name))),
    },
    { says: 'Everything lies in the asar: nothing is unpacked beside it', faults: app.beside },
    { says: 'What was built is in it, byte for byte', faults: differences(app.files, expected.built) },
    { says: 'The files that the start needs are there', faults: needed.filter((name) => !app.files.has(name)) },
    { says: 'Its package.json names an entry that is there, and no script', faults: manifestFaults(app, expected) },
    { says: 'Main asks for nothing but Electron, Node and its own parts', faults: mainFaults(app.files) },
    { says: 'Every file that main names beside itself is there', faults: missingPaths(app.files) },
    { says: 'The preload is one file and asks for nothing but Electron', faults: preloadFaults(app.files) },
    { says: 'Every file that the page asks for is there', faults: pageFaults(app.files) },
    { says: 'No file tells where it was built', faults: tellers(app.files, expected.projectFolders) },
    { says: 'The fuses are as electron-builder.yml states them', faults: fuseFaults(app.fuses, expected.fuses) },
    {
      says: `The app's own part is at most 12 MB (it is ${(app.bytes / 1024 / 1024).toFixed(1)})`,
      faults: app.bytes <= maxBytes ? [] : [`${app.bytes} bytes`],
    },
  ]
}

const strangers = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !allowed.some((pattern) => pattern.test(name)))

const differences = (files: Files, built: Files): readonly string[] => {
  const missing = [...built].flatMap(([name, bytes]) => {
    const packed = files.get(name)
    return packed === undefined ? [`${name} is missing`] : packed.equals(bytes) ? [] : [`${name} differs`]
  })
  const extra = [...files.keys()].flatMap((name) =>
    name === 'package.json' || built.has(name) ? [] : [`${name} was not built`],
  )
  return [...missing, ...extra]
}

const manifestFaults = ({ files }: PackedApp, { manifest }: Expected): readonly string[] => {
  const packed: unknown = JSON.parse(files.get('package.json')?.toString() ?? 'null')
  if (!isRecord(packed)) return ['there is none']
  const same = ['name', 'productName', 'version', 'type', 'main', 'desktopName']
  const { main } = packed
  return [
    ...same.filter((key) => packed[key] !== manifest[key]).map((key) => `${key} differs`),
    ...['scripts', 'devDependencies', 'build'].filter((key) => key in packed).map((key) => `it has ${key}`),
    ...(typeof main === 'string' && files.has(main) ? [] : [`its main, ${JSON.stringify(main)}, is not there`]),
  ]
}

const modulesOf = (files: Files, folder: string) =>
  [...files].flatMap(([name, bytes]) =>
    name.startsWith(folder)
      ? [{ name, ...readReferences(bytes.toString(), name.endsWith('.cjs') ? 'commonjs' : 'module') }]
      : [],
  )

const mainFaults = (files: Files): readonly string[] =>
  modulesOf(files, 'out/main/').flatMap(({ name, imports, unknown }) => [
    ...imports
      .filter((wanted) => {
        if (wanted.startsWith('.')) return !files.has(posix.join(posix.dirname(name), wanted))
        return wanted !== 'electron' && !isBuiltin(wanted)
      })
      .map((wanted) => `${name} asks for ${wanted}`),
    ...unknown.map((call) => `${name} asks for what only running would tell: ${call}`),
  ])

const missingPaths = (files: Files): readonly string[] => {
  const named = modulesOf(files, 'out/main/').flatMap(({ name, paths }) =>
    paths.map((path) => ({ name, path: posix.join(posix.dirname(name), path) })),
  )
  const isThere = (path: string) => files.has(path) || [...files.keys()].some((name) => name.startsWith(`${path}/`))
  // Else a change in how main finds its files would leave nothing to check.
  const unseen = ['out/preload/preload.cjs', 'out/renderer'].filter((path) => !named.some((one) => one.path === path))
  return [
    ...named.filter(({ path }) => !isThere(path)).map(({ name, path }) => `${name} names ${path}`),
    ...unseen.map((path) => `no module was seen to name ${path}`),
  ]
}

const preloadFaults = (files: Files): readonly string[] => {
  const modules = modulesOf(files, 'out/preload/')
  return [
    ...(modules.length === 1 ? [] : [`there are ${modules.length} files`]),
    ...modules.flatMap(({ imports, unknown }) => [...imports, ...unknown].filter((wanted) => wanted !== 'electron')),
  ]
}

const pageFolder = 'out/renderer'

const pageFaults = (files: Files): readonly string[] => {
  const page = files.get(`${pageFolder}/index.html`)?.toString() ?? ''
  const asked = [...page.matchAll(/(?:src|href)="([^"]*)"/gu)].map(([, address]) => ({ folder: pageFolder, address }))
  const styles = [...files].flatMap(([name, bytes]) =>
    name.endsWith('.css')
      ? [...bytes.toString().matchAll(/url\((["']?)(.*?)\1\)/gu)].map(([, , address]) => ({
          folder: posix.dirname(name),
          address,
        }))
      : [],
  )
  if (asked.length === 0) return ['the page asks for nothing']
  return [...asked, ...styles].flatMap(({ folder, address = '' }) =>
    address.startsWith('data:') || files.has(posix.join(folder, address)) ? [] : [address],
  )
}

const tellers = (files: Files, projectFolders: readonly string[]): readonly string[] =>
  [...files].flatMap(([name, bytes]) => (projectFolders.some((folder) => bytes.includes(folder)) ? [name] : []))

const fuseFaults = (fuses: PackedApp['fuses'], wanted: Expected['fuses']): readonly string[] => {
  const describe = (state: boolean | undefined) => (state === undefined ? 'neither on nor off' : state ? 'on' : 'off')
  return Object.entries(wanted).flatMap(([name, state]) =>
    fuses[name] === state ? [] : [`${name} is ${describe(fuses[name])}, not ${describe(state)}`],
  )
}
