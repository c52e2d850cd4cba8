/** The switches in Electron's binary: what `electron-builder.yml` states, and what a binary holds. */
import { writeFileSync } from 'node:fs'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { isRecord } from './project.ts'

/** As builder names them, in the order in which the binary holds them. The last one builder does not know. */
export const fuseNames = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const

const positions: Readonly<Record<(typeof fuseNames)[number], FuseV1Options>> = {
  runAsNode: FuseV1Options.RunAsNode,
  enableCookieEncryption: FuseV1Options.EnableCookieEncryption,
  enableNodeOptionsEnvironmentVariable: FuseV1Options.EnableNodeOptionsEnvironmentVariable,
  enableNodeCliInspectArguments: FuseV1Options.EnableNodeCliInspectArguments,
  enableEmbeddedAsarIntegrityValidation: FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
  onlyLoadAppFromAsar: FuseV1Options.OnlyLoadAppFromAsar,
  loadBrowserProcessSpecificV8Snapshot: FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
  grantFileProtocolExtraPrivileges: FuseV1Options.GrantFileProtocolExtraPrivileges,
  wasmTrapHandlers: FuseV1Options.WasmTrapHandlers,
}

/** Electron's own settings, as it ships. */
export const electronFuses: readonly boolean[] = [true, false, true, true, false, false, false, true, true]

export const readFuses = async (binary: string): Promise<Readonly<Record<string, boolean | undefined>>> => {
  const wire = await getCurrentFuseWire(binary)
  return Object.fromEntries(
    fuseNames.map((name) => {
      const state = wire[positions[name]]
      return [name, state === FuseState.ENABLE ? true : state === FuseState.DISABLE ? false : undefined]
    }),
  )
}

/** The fuses of a parsed `electron-builder.yml`; throws where one of the eight that builder knows is not stated. */
export const statedFuses = (config: unknown): Readonly<Record<string, boolean>> => {
  const block = isRecord(config) ? config['electronFuses'] : undefined
  return Object.fromEntries(
    fuseNames.slice(0, -1).map((name) => {
      const state = isRecord(block) ? block[name] : undefined
      if (typeof state !== 'boolean') throw new Error(`electron-builder.yml does not state the fuse ${name}.`)
      return [name, state]
    }),
  )
}

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const wireVersion = 1

/** No program, but a file that holds what builder and @electron/fuses look for in Electron's. */
export const writeStandInBinary = (path: string, fuses: readonly boolean[] = electronFuses): void => {
  const states = fuses.map((state) => (state ? FuseState.ENABLE : FuseState.DISABLE))
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from('This stands in for the binary of Electron, which was not here when it was packed.\n'),
      Buffer.from(sentinel),
      Buffer.from([wireVersion, states.length, ...states]),
    ]),
    { mode: 0o755 },
  )
}
