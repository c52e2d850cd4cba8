/**
 * The renderer's built files, read once at start: whatever is asked for is looked up, never opened, so that no path can
 * lead out of the folder.
 */
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { failed, ok, type Result } from '../../shared/errors.ts'

export interface ServedFile {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Its name holds the hash of its content. */
  readonly immutable: boolean
}

/** By path, as in `/assets/index-abc.js`; the page itself is at `/`. */
export type Manifest = ReadonlyMap<string, ServedFile>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** Files of other kinds (source maps) and links are left out. */
export const readManifest = async (folder: string): Promise<Result<Manifest>> => {
  const manifest = new Map<string, ServedFile>()
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const type = types[extname(entry.name)]
      if (!entry.isFile() || type === undefined) continue
      const file = join(entry.parentPath, entry.name)
      const path = `/${relative(folder, file).split(sep).join('/')}`
      const immutable = path.startsWith('/assets/')
      const bytes = new Uint8Array(await readFile(file))
      manifest.set(path === '/index.html' ? '/' : path, { type, bytes, immutable })
    }
  } catch {
    return notBuilt(folder)
  }
  return manifest.has('/') ? ok(manifest) : notBuilt(folder)
}

const notBuilt = (folder: string): Result<never> =>
  failed({
    kind: 'notFound',
    message: `Tributary's window is not built: ${folder} holds no index.html. Run "npm run build" and start again.`,
  })
