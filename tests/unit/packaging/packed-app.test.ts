/** The checks of a packed app find what they are for: each planted fault, and none where there is none. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { electronFuses, fuseNames, readFuses, writeStandInBinary } from '../../../scripts/fuses.ts'
import { readReferences } from '../../../scripts/module-references.ts'
import { checkPackedApp, type Expected, type PackedApp } from '../../../scripts/packed-app.ts'
import { makeFolder } from '../../harness/web-host.ts'

const manifest = { name: 'tributary', version: '1.0.0', type: 'module', main: 'out/main/main.js' }

const built: Readonly<Record<string, string>> = {
  'out/main/main.js': `import { app } from 'electron'\nimport './part-a1.js'`,
  'out/main/part-a1.js': `
    import { join } from 'node:path'
    const built = join(import.meta.dirname, '..')
    export const places = [join(built, 'preload', 'preload.cjs'), join(built, 'renderer')]
    const fs = __require('fs')`,
  'out/preload/preload.cjs': `const electron = require('electron')`,
  'out/renderer/index.html': '<script type="module" src="./assets/index-b2.js"></script><link href="./assets/a.css">',
  'out/renderer/assets/index-b2.js': 'export {}',
  'out/renderer/assets/a.css': 'body { background: url("./river-c3.svg") }',
  'out/renderer/assets/river-c3.svg': '<svg/>',
  'resources/tray@2x.png': 'png',
}

const asFiles = (texts: Readonly<Record<string, string>>) =>
  new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]))

const fuses = { runAsNode: false, onlyLoadAppFromAsar: true }

const expected: Expected = {
  built: asFiles(built),
  manifest,
  fuses,
  projectFolders: ['/home/somebody/river/electron/'],
}

const whole: PackedApp = {
  files: asFiles({ ...built, 'package.json': JSON.stringify(manifest) }),
  beside: [],
  bytes: 2_000_000,
  fuses: { ...fuses, wasmTrapHandlers: true },
}

/** By what they say, the checks that failed, with their faults. */
const faultsOf = (app: PackedApp): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    checkPackedApp(app, expected).flatMap(({ says, faults }) => (faults.length === 0 ? [] : [[says, faults]])),
  )

/** `null` takes a file out. */
const withFiles = (changes: Readonly<Record<string, string | null>>): PackedApp => {
  const files = new Map(whole.files)
  for (const [name, text] of Object.entries(changes)) {
    if (text === null) files.delete(name)
    else files.set(name, Buffer.from(text))
  }
  return { ...whole, files }
}

describe('the checks of a packed app', () => {
  it('find nothing in one that is as it should be', () => {
    expect(faultsOf(whole)).toEqual({})
  })

  it.each([
    ['a source map', 'out/main/main.js.map', true],
    ['a source', 'electron/main.ts', true],
    ['a fixture', 'tests/fixtures/twitch/a.json', true],
    ['the simulator', 'out/simulator/main.js', true],
    ['a dependency', 'node_modules/ws/index.js', true],
    ['a hidden file', 'out/.built', true],
    ['a file of no known kind', 'out/renderer/notes.txt', false],
  ])('find %s', (_, name, isForbidden) => {
    const faults = faultsOf(withFiles({ [name]: '' }))
    expect(faults['The asar holds nothing but what is on the list']).toEqual([name])
    expect(faults['No source, map, test, fixture, simulator or node_modules file is in it']).toEqual(
      isForbidden ? [name] : undefined,
    )
    expect(faults['What was built is in it, byte for byte']).toEqual([`${name} was not built`])
  })

  it('find a built file that is missing, and one that is not as it was built', () => {
    expect(
      faultsOf(withFiles({ 'resources/tray@2x.png': null, 'out/renderer/assets/index-b2.js': 'alert()' })),
    ).toEqual({
      'What was built is in it, byte for byte': [
        'out/renderer/assets/index-b2.js differs',
        'resources/tray@2x.png is missing',
      ],
    })
  })

  it('find files beside the asar, and a size above 12 MB', () => {
    const faults = faultsOf({ ...whole, beside: ['app.asar.unpacked/a.node'], bytes: 13 * 1024 * 1024 })
    expect(Object.values(faults)).toEqual([['app.asar.unpacked/a.node'], [`${13 * 1024 * 1024} bytes`]])
  })

  it('find a package.json whose entry is not there, or that carries what was for building', () => {
    const packed = { ...manifest, main: 'out/main/other.js', scripts: {}, devDependencies: {} }
    expect(faultsOf(withFiles({ 'package.json': JSON.stringify(packed) }))).toEqual({
      'Its package.json names an entry that is there, and no script': [
        'main differs',
        'it has scripts',
        'it has devDependencies',
        'its main, "out/main/other.js", is not there',
      ],
    })
  })

  it.each([
    [`import 'ws'`, 'out/main/main.js asks for ws'],
    [`export * from 'zod'`, 'out/main/main.js asks for zod'],
    [`export { a } from './gone.js'`, 'out/main/main.js asks for ./gone.js'],
    [`const a = __require$1('bufferutil')`, 'out/main/main.js asks for bufferutil'],
    [`const a = await import(name)`, 'out/main/main.js asks for what only running would tell: import(name)'],
  ])('find main asking by %s', (code, fault) => {
    const faults = faultsOf(withFiles({ 'out/main/main.js': code }))
    expect(faults['Main asks for nothing but Electron, Node and its own parts']).toEqual([fault])
  })

  it('find a file beside main that it names and that is not there', () => {
    const faults = faultsOf(withFiles({ 'out/preload/preload.cjs': null }))
    expect(faults['Every file that main names beside itself is there']).toEqual([
      'out/main/part-a1.js names out/preload/preload.cjs',
    ])
    expect(faults['The files that the start needs are there']).toEqual(['out/preload/preload.cjs'])
    expect(faults['The preload is one file and asks for nothing but Electron']).toEqual(['there are 0 files'])
  })

  it('find that they no longer see how main names its files', () => {
    const faults = faultsOf(withFiles({ 'out/main/part-a1.js': '' }))
    expect(faults['Every file that main names beside itself is there']).toEqual([
      'no module was seen to name out/preload/preload.cjs',
      'no module was seen to name out/renderer',
    ])
  })

  it('find a preload that asks for more than Electron, which the sandbox refuses', () => {
    const faults = faultsOf(withFiles({ 'out/preload/preload.cjs': `require('electron'); require('node:fs')` }))
    expect(faults['The preload is one file and asks for nothing but Electron']).toEqual(['node:fs'])
  })

  it('find a page or a style that asks for what is not there', () => {
    const faults = faultsOf(
      withFiles({ 'out/renderer/assets/index-b2.js': null, 'out/renderer/assets/river-c3.svg': null }),
    )
    expect(faults['Every file that the page asks for is there']).toEqual(['./assets/index-b2.js', './river-c3.svg'])
  })

  it('find the folder of whoever built it', () => {
    const faults = faultsOf(withFiles({ 'out/main/main.js': `throw new Error('/home/somebody/river/electron/a.ts')` }))
    expect(faults['No file tells where it was built']).toEqual(['out/main/main.js'])
  })

  it('find a fuse that is not as it is stated', () => {
    expect(Object.values(faultsOf({ ...whole, fuses: { runAsNode: true } }))).toEqual([
      ['runAsNode is on, not off', 'onlyLoadAppFromAsar is neither on nor off, not on'],
    ])
  })
})

describe('the fuses of a binary', () => {
  let folder: Awaited<ReturnType<typeof makeFolder>>
  beforeEach(async () => {
    folder = await makeFolder()
  })
  afterEach(() => folder.remove())

  it('are read back as they were written, one that was flipped too', async () => {
    const binary = join(folder.path, 'electron')
    writeStandInBinary(binary)
    expect(Object.values(await readFuses(binary))).toEqual(electronFuses)
    const bytes = readFileSync(binary)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - fuseNames.length) ^ 1, bytes.length - fuseNames.length)
    writeFileSync(binary, bytes)
    expect(await readFuses(binary)).toMatchObject({ runAsNode: false, enableCookieEncryption: false })
  })
})

describe('what a module asks for', () => {
  it('is followed through the names that a place beside it is given', () => {
    const code = `
      import { join as join$1 } from 'node:path'
      const built = join$1(import.meta.dirname, '..')
      const icons = path.join(built, '..', 'resources')
      start({ preload: join$1(built, 'preload', 'preload.cjs'), worker: new URL('./worker.js', import.meta.url) })
      join$1(dataFolder, 'tributary.log'); join$1(icons, name)`
    expect(readReferences(code, 'module').paths).toEqual([
      '..',
      '../../resources',
      '../preload/preload.cjs',
      './worker.js',
    ])
  })

  it('is refused when it cannot be read', () => {
    expect(() => readReferences('import {', 'module')).toThrow()
  })
})
