// The one entry of every npm script. Runs on the system's Node (>= 20.19), installs what is missing, finds the Node that
// the project runs under (>= 24.15, as in Electron 45) and hands over: `node scripts/bootstrap.mjs SCRIPT [ARGUMENT…]`
// runs scripts/SCRIPT.ts. Everything it says goes to stderr: stdout belongs to the script.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const wanted = [24, 15]
const isWindows = process.platform === 'win32'

const say = (text) => process.stderr.write(`${text}\n`)
const give = (text) => {
  say(text)
  process.exit(1)
}

const readVersion = (text) => {
  const match = /^v?(\d+)\.(\d+)\./.exec(text)
  return match === null ? undefined : [Number(match[1]), Number(match[2])]
}
const isAtLeast = (version, [major, minor]) =>
  version !== undefined && (version[0] > major || (version[0] === major && version[1] >= minor))

if (!isAtLeast(readVersion(process.version), [20, 19])) {
  give(`Tributary needs Node 20.19 or newer to start (this is ${process.version}). Install it from https://nodejs.org.`)
}

const lockFile = join(root, 'package-lock.json')
const stamp = join(root, 'node_modules', '.tributary-installed')
const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
const wantedStamp = createHash('sha256').update(readFileSync(lockFile)).digest('hex')

/** What npm notes of an installation, against what the lock file wants: it may have been installed without us. */
const isWhole = () => {
  const noted = JSON.parse(read(join(root, 'node_modules', '.package-lock.json')) ?? '{}').packages ?? {}
  return Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages).every(
    ([path, { version, optional }]) => path === '' || (path in noted ? noted[path].version === version : optional),
  )
}

const isInstalled = () => {
  if (read(stamp) === wantedStamp) return true
  if (!isWhole()) return false
  writeFileSync(stamp, wantedStamp)
  return true
}

const isRunning = (processId) => {
  try {
    return process.kill(processId, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Two that install into one folder at once break each other: one does, the other waits. */
const inTurn = (run) => {
  const turn = join(root, '.installing')
  for (let told = false; ; ) {
    try {
      writeFileSync(turn, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const owner = Number(read(turn))
    // Empty for the moment between its making and its writing.
    if (owner > 0 && !isRunning(owner)) rmSync(turn, { force: true })
    else {
      if (!told) say('Another command is installing the dependencies; waiting for it …')
      told = true
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    }
  }
  try {
    run()
  } finally {
    rmSync(turn, { force: true })
  }
}

const installNow = () => {
  if (isInstalled()) return 0
  say('Installing dependencies (once; about a minute) …')
  const npm = process.env.npm_execpath
  const [command, first] = npm === undefined ? [isWindows ? 'npm.cmd' : 'npm', []] : [process.execPath, [npm]]
  // --include=dev: building needs the tools even where NODE_ENV says production.
  const { status } = spawnSync(command, [...first, 'ci', '--include=dev', '--no-progress', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: isWindows && npm === undefined,
  })
  if (status === 0) writeFileSync(stamp, wantedStamp)
  return status
}

const install = () => {
  if (isInstalled()) return
  let status
  inTurn(() => {
    status = installNow()
  })
  if (status !== 0) give('Installing failed: see above. With a network connection, try the same command again.')
}

const findNode = () => {
  if (isAtLeast(readVersion(process.version), wanted)) return process.execPath
  const packages = [`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`]
  for (const name of packages) {
    const path = join(root, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node')
    if (!existsSync(path)) continue
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
    if (isAtLeast(readVersion(stdout ?? ''), wanted)) return path
  }
  return give(
    `Tributary runs under Node ${wanted.join('.')} or newer; this is ${process.version}, and there is no ready-made one ` +
      `for ${process.platform} on ${process.arch}. Install Node 24 from https://nodejs.org and run the command again.`,
  )
}

const [script, ...args] = process.argv.slice(2)
if (script === undefined || !/^[a-z-]+$/.test(script) || !existsSync(join(root, 'scripts', `${script}.ts`))) {
  give('Usage: npm run <demo | start | test | check | bench | simulator | normalize>')
}
install()
const child = spawn(findNode(), [join(root, 'scripts', `${script}.ts`), ...args], {
  // The fourth is no pipe for words: it closes when this process ends, whatever ended it.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}` },
})
// A terminal's Ctrl+C reaches the child by itself; a signal sent to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm passes a SIGTERM to its shell, which ends without a word to us: then nobody is left to end the child but us.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM')
}, 500).unref()
child.on('error', (error) => give(`The script did not start: ${error.message}`))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
