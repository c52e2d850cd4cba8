/** The whole thing, from nothing: a simulated evening, the app signed in to it, chat flowing, every act working. */
import { demoOwner, directing, openDemoChannels, runDemoInWindow } from './demo-evening.ts'
import { runApp } from './launch.ts'
import { decideOnElectron } from './launch-desktop.ts'
import { build, noteInterrupts, say } from './project.ts'
import { type SimulatorProcess, signIn, startSimulator } from './simulated.ts'

const args = process.argv.slice(2)

const runInBrowser = (simulator: SimulatorProcess): Promise<number> =>
  runApp({
    args: ['--demo', ...args],
    env: simulator.env,
    openBrowser: !args.includes('--no-browser'),
    whenReady: (url) =>
      directing(url, async (director) => {
        say(`Signing in as ${demoOwner}, through the device-code flow …`)
        await openDemoChannels(director, await signIn(director, simulator, demoOwner))
        await director.waitFor('channels', (views) => views.every((view) => view.state.status === 'live'))
      }),
  })

await build()
const electron = await decideOnElectron(args, true)
const interrupted = noteInterrupts()
say('Starting a simulated Twitch …')
let code = 0
try {
  const simulator = await startSimulator(['--script', 'conversation', '--device-interval', '1'])
  try {
    if (!interrupted())
      code =
        electron === undefined
          ? await runInBrowser(simulator)
          : await runDemoInWindow({ simulator, electron, args, interrupted })
  } finally {
    await simulator.stop()
  }
} catch (error) {
  // What was told to end while it began has not failed.
  if (!interrupted()) throw error
}
// What the preparing still waits for is of no use any more.
process.exit(code)
