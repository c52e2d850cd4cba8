/** The import fences bite: each forbidden import, written where it is forbidden, is refused by the project's own lint. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const root = new URL('../../..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'tributary-fences-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lint = (files: Readonly<Record<string, string>>): ReadonlySet<string> => {
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }))
  for (const [name, specifier] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), `import { thing } from '${specifier}'\n\nexport const used = thing\n`)
  }
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'lint', '--reporter=json', '--max-diagnostics=none', '.'],
    { cwd: folder, encoding: 'utf8' },
  )
  const report = JSON.parse(stdout.slice(stdout.indexOf('{')))
  const restricted = report.diagnostics.filter(
    (diagnostic: { category: string }) => diagnostic.category === 'lint/style/noRestrictedImports',
  )
  return new Set(
    restricted.map((diagnostic: { location: { path: string | { file: string } } }) =>
      typeof diagnostic.location.path === 'string' ? diagnostic.location.path : diagnostic.location.path.file,
    ),
  )
}

const forbidden = {
  'shared/a.ts': 'node:fs',
  'shared/b.ts': '../electron/core/core.ts',
  'shared/c.ts': 'zod',
  'electron/core/a.ts': '../platforms/platform.ts',
  'electron/core/b.ts': '../net/http.ts',
  'electron/core/c.ts': 'node:fs',
  'electron/core/hub/d.ts': '../../storage/documents.ts',
  'electron/core/e.ts': 'electron',
  'electron/core/f.ts': '../hosts/web/server.ts',
  'electron/platforms/twitch/a.ts': '../../hosts/web/server.ts',
  'electron/platforms/twitch/b.ts': 'electron',
  'electron/platforms/twitch/c.ts': '../../oauth/credentials.ts',
  'electron/net/a.ts': '../hosts/web/server.ts',
  'electron/storage/a.ts': 'electron',
  'electron/hosts/web/a.ts': '../../../renderer/main.tsx',
  'electron/web.ts': '../simulator/main.ts',
  'electron/assemble.ts': 'electron',
  'electron/hosts/a.ts': 'electron',
  'electron/hosts/web/b.ts': 'electron',
  'electron/hosts/web/c.ts': '../desktop/windows.ts',
  'electron/hosts/desktop/a.ts': '../web/host.ts',
  'electron/hosts/desktop/b.ts': '../../../renderer/main.tsx',
  'electron/main.ts': './web.ts',
  'electron/hosts/desktop/preload-api.ts': 'node:fs',
  'renderer/a.ts': '../electron/core/core.ts',
  'renderer/b.ts': 'zod',
  'renderer/c.ts': 'node:path',
  'renderer/feed/d.ts': '../../simulator/world.ts',
  'simulator/a.ts': '../electron/platforms/twitch/wire.ts',
  'simulator/b.ts': '../shared/model.ts',
  'simulator/c.ts': '../renderer/main.tsx',
}

const allowed = {
  'electron/core/ok.ts': '../../shared/model.ts',
  'electron/platforms/twitch/ok.ts': '../../core/observable.ts',
  'electron/platforms/twitch/ok2.ts': '../../net/http.ts',
  'electron/hosts/web/ok.ts': '../../core/ports/client.ts',
  'electron/hosts/desktop/ok.ts': 'electron',
  'electron/desktop.ts': 'electron',
  'electron/preload.ts': '../shared/protocol.ts',
  'renderer/ok.ts': '../shared/contract.ts',
  'simulator/ok.ts': 'node:http',
}

describe('the import fences', () => {
  const refused = lint({ ...forbidden, ...allowed })

  it.each(Object.entries(forbidden))('refuse in %s an import of %s', (file) => {
    expect([...refused]).toContain(file)
  })

  it.each(Object.entries(allowed))('allow in %s an import of %s', (file) => {
    expect([...refused]).not.toContain(file)
  })
})
