/**
 * `npm run package [-- --mac | --win | --linux] [targets] [--dir]`: packages in dist/, for this system unless told.
 * Signed when the environment says with what (CSC_LINK and its like); TRIBUTARY_UPDATE_URL is where they look for updates,
 * TRIBUTARY_RELEASES_URL the page where people find them.
 */
import { spawn } from 'node:child_process'
import { isDownloadFailure, type PackageRun, planPackaging } from './package-plan.ts'
import { build, interrupts, root, say, toolPath } from './project.ts'

const giveUp = (message: string): never => {
  say(message)
  process.exit(1)
}

/** Shows what electron-builder says and keeps it: from its words alone it is known why it failed. */
const runBuilder = async ({
  args,
  variables,
}: PackageRun): Promise<{ readonly code: number; readonly said: string }> => {
  const child = spawn(process.execPath, [toolPath('electron-builder'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...variables },
  })
  const end = () => child.kill('SIGTERM')
  const reasons = [...interrupts, 'disconnect'] as const
  for (const reason of reasons) process.on(reason, end)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      said += String(data)
      process.stderr.write(data)
    })
  const code = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(1))
    child.on('close', (exitCode) => resolve(exitCode ?? 1))
  })
  for (const reason of reasons) process.off(reason, end)
  return { code, said }
}

const plan = planPackaging(process.argv.slice(2), { platform: process.platform, env: process.env })
if ('problem' in plan) giveUp(plan.problem)
else
  for (const run of plan.runs) {
    for (const note of run.notes) say(note)
    await build(run.variables)
    const { code, said } = await runBuilder(run)
    if (code === 0) continue
    giveUp(
      isDownloadFailure(said)
        ? 'Nothing was packed: Electron or one of the tools that make packages could not be downloaded from github.com. ' +
            'Try again with a network connection; behind a proxy set HTTPS_PROXY, or name mirrors in ELECTRON_MIRROR and ' +
            'ELECTRON_BUILDER_BINARIES_MIRROR. `npm run package:check` proves the package without them.'
        : 'Nothing was packed: see above.',
    )
  }
say('The packages are in dist/.')
