/** The first command on a machine: what it installs, and when it had better not. */
import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeFolder } from '../harness/web-host.ts'

const root = join(import.meta.dirname, '..', '..')
let folder: Awaited<ReturnType<typeof makeFolder>>
const at = (...path: readonly string[]) => join(folder.path, ...path)

/** Stands in for npm: notes that it was called, takes its time, and installs what the lock file names. */
const npm = `
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs'
appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n')
await new Promise((resolve) => setTimeout(resolve, 400))
mkdirSync('node_modules', { recursive: true })
copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
`
const lockFile = (version: string) =>
  JSON.stringify({
    packages: {
      '': { name: 'small' },
      'node_modules/one': { version },
      'node_modules/of-another-system': { version: '1.0.0', optional: true },
    },
  })

const runHello = () =>
  new Promise<{ readonly code: number | null; readonly said: string }>((resolve) => {
    const child = spawn(process.execPath, [at('scripts', 'bootstrap.mjs'), 'hello'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, npm_execpath: at('npm.mjs') },
    })
    let said = ''
    const hear = (data: unknown) => {
      said += String(data)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('close', (code) => resolve({ code, said }))
  })
const npmCalls = async () => (await readFile(at('npm-calls'), 'utf8').catch(() => '')).split('\n').filter(Boolean)

beforeEach(async () => {
  folder = await makeFolder()
  await mkdir(at('scripts'))
  await cp(join(root, 'scripts', 'bootstrap.mjs'), at('scripts', 'bootstrap.mjs'))
  await writeFile(at('scripts', 'hello.ts'), "console.log('hello')")
  await writeFile(at('package-lock.json'), lockFile('1.0.0'))
  await writeFile(at('npm.mjs'), npm)
})
afterEach(() => folder.remove())

describe('the bootstrap', () => {
  it('installs once, and again only when the lock file has changed', async () => {
    const first = await runHello()
    expect(first).toMatchObject({ code: 0, said: expect.stringMatching(/Installing.*hello/su) })
    expect((await runHello()).said).toBe('hello\n')
    await writeFile(at('package-lock.json'), lockFile('1.1.0'))
    await runHello()
    expect((await npmCalls()).length).toBe(2)
  })

  it('leaves alone what somebody installed without it', async () => {
    await mkdir(at('node_modules'))
    const { packages } = JSON.parse(lockFile('1.0.0'))
    delete packages['node_modules/of-another-system']
    await writeFile(at('node_modules', '.package-lock.json'), JSON.stringify({ packages }))
    expect(await runHello()).toEqual({ code: 0, said: 'hello\n' })
    expect(await npmCalls()).toEqual([])
  })

  it('installs what is missing or of another version', async () => {
    await mkdir(at('node_modules'))
    await writeFile(at('node_modules', '.package-lock.json'), lockFile('0.9.0'))
    await runHello()
    expect(await npmCalls()).toEqual(['ci --include=dev --no-progress --loglevel=error'])
  })

  it('installs once for several commands that begin together', async () => {
    const all = await Promise.all([runHello(), runHello(), runHello()])
    expect([all.map(({ code }) => code), (await npmCalls()).length]).toEqual([[0, 0, 0], 1])
  })

  it('goes on when one that was installing was killed', async () => {
    await writeFile(at('.installing'), '999999999')
    expect((await runHello()).code).toBe(0)
  })
})
