/** What is packed and how, as `electron-builder.yml` and package.json say it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import manifest from '../../../package.json'
import { statedFuses } from '../../../scripts/fuses.ts'
import { isRecord } from '../../../scripts/project.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const loaded: unknown = load(read('electron-builder.yml'))
const config = isRecord(loaded) ? loaded : {}

const part = (name: string): Readonly<Record<string, unknown>> => {
  const value = config[name]
  return isRecord(value) ? value : {}
}

/** Of https://releases.electronjs.org, when this was last looked at. Three majors get fixes; a new one comes every eight weeks. */
const newestElectron = { major: 45, seenOn: '2026-11-25' }

describe('electron-builder.yml', () => {
  it('states every fuse, so that no new default of builder or Electron changes one', () => {
    expect(config['electronFuses']).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      resetAdHocDarwinSignature: true,
    })
    const { enableCookieEncryption: _, ...incomplete } = part('electronFuses')
    expect(() => statedFuses({ electronFuses: incomplete })).toThrow('does not state the fuse enableCookieEncryption')
  })

  it('packs what is on a list, in one archive, and no dependency beside it', () => {
    const { files, asar, asarUnpack, extraFiles, extraResources, npmRebuild } = config
    expect({ files, asar, asarUnpack, extraFiles, extraResources, npmRebuild }).toEqual({
      files: [
        'out/main/**',
        'out/preload/**',
        'out/renderer/**',
        'resources/**',
        'package.json',
        '!**/node_modules/**',
        '!**/*.map',
      ],
      asar: true,
      npmRebuild: false,
    })
    for (const system of ['win', 'mac', 'linux'])
      expect(Object.keys(part(system))).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(?:files|extra|asar)/u)]),
      )
  })

  it('names no artifact with a space, which would break the look-up of updates', () => {
    const names = Object.values(config)
      .concat(config)
      .flatMap((value) => (isRecord(value) && typeof value['artifactName'] === 'string' ? [value['artifactName']] : []))
    expect(names.length).toBe(2)
    for (const name of names) {
      expect(`${name} ${config['productName']}`.split(' ').length).toBe(2)
      expect(name).toMatch(/\$\{version\}.*\$\{os\}.*\$\{arch\}.*\.\$\{ext\}$/u)
    }
  })

  it('registers no protocol, publishes nowhere by itself, and names no certificate', () => {
    expect(config).not.toHaveProperty('protocols')
    expect(config['publish']).toBeNull()
    expect(read('electron-builder.yml')).not.toMatch(/csc|certificate|password|identity|electronDist/iu)
  })

  it('hardens the Mac app and asks Apple for nothing but what V8 needs', () => {
    const { category, hardenedRuntime, entitlements, entitlementsInherit, target } = part('mac')
    expect({ category, hardenedRuntime, target }).toEqual({
      category: 'public.app-category.social-networking',
      hardenedRuntime: true,
      target: ['dmg', 'zip'],
    })
    for (const file of [entitlements, entitlementsInherit])
      expect([...read(String(file)).matchAll(/<key>(.*?)<\/key>/gu)].map(([, key]) => key)).toEqual([
        'com.apple.security.cs.allow-jit',
      ])
  })

  it('installs on Windows for one user, and leaves the data when it goes', () => {
    expect(part('win')['target']).toBe('nsis')
    expect(part('nsis')).toMatchObject({ perMachine: false, deleteAppDataOnUninstall: false })
    expect(config['appId']).toMatch(/^[a-z]+\.[a-z]+$/u)
  })

  it('joins the window to its entry on Linux, and never starts it without the sandbox', () => {
    const { target, category, maintainer, executableName, syncDesktopName } = part('linux')
    expect({ target, category, maintainer, executableName, syncDesktopName }).toEqual({
      target: ['AppImage', 'deb'],
      category: 'Network;Chat',
      maintainer: 'The Tributary authors',
      executableName: 'tributary',
      syncDesktopName: true,
    })
    expect(manifest.desktopName).toBe('tributary.desktop')
    // builder's own default of an older AppImage is --no-sandbox.
    expect(part('appImage')['executableArgs']).toEqual([])
    expect(part('toolsets')['appimage']).toBe('1.0.3')
  })

  it.each([
    ['win', 'icon'],
    ['mac', 'icon'],
    ['linux', 'icon'],
    ['directories', 'buildResources'],
  ])('finds the %s %s', (section, key) => {
    expect(existsSync(join(root, String(part(section)[key])))).toBe(true)
  })
})

describe('package.json', () => {
  it('pins an Electron that still gets fixes', () => {
    expect(manifest.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/u)
    expect(Number.parseInt(manifest.devDependencies.electron, 10)).toBeGreaterThan(newestElectron.major - 3)
    expect(newestElectron.seenOn).toMatch(/^\d{4}-\d{2}-\d{2}$/u)
  })

  it('names what the built app starts with, and no script that installing would run', () => {
    expect(manifest).toMatchObject({ main: 'out/main/main.js', productName: 'Tributary', private: true })
    expect(Object.keys(manifest.scripts).filter((name) => /^(?:pre|post|prepare|install)/u.test(name))).toEqual([])
  })
})
