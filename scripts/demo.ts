/** The whole thing, from nothing: a simulated evening, the app signed in to it, chat flowing, every act working. */
import { runApp } from './launch.ts'
import { build, noteInterrupts, say } from './project.ts'
import { direct, type SimulatorProcess, signIn, startSimulator } from './simulated.ts'

const channels = ['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora', 'ember_arcade']

const prepare = async (simulator: SimulatorProcess, url: string): Promise<void> => {
  const director = direct(url)
  try {
    say('Signing in as river_host, through the device-code flow …')
    const accountId = await signIn(director, simulator, 'river_host')
    const targets = []
    for (const text of channels) targets.push((await director.invoke('channels.add', { text, accountId })).id)
    await director.invoke('preferences.change', { targets })
    await director.waitFor('channels', (views) => views.every((view) => view.state.status === 'live'))
  } finally {
    director.stop()
  }
}

const runOn = (simulator: SimulatorProcess): Promise<number> =>
  runApp({
    args: ['--demo', ...process.argv.slice(2)],
    env: simulator.env,
    openBrowser: !process.argv.includes('--no-browser'),
    whenReady: (url) => prepare(simulator, url),
  })

await build()
const interrupted = noteInterrupts()
say('Starting a simulated Twitch …')
let code = 0
try {
  const simulator = await startSimulator(['--script', 'conversation', '--device-interval', '1'])
  try {
    if (!interrupted()) code = await runOn(simulator)
  } finally {
    await simulator.stop()
  }
} catch (error) {
  // What was told to end while it began has not failed.
  if (!interrupted()) throw error
}
// What the preparing still waits for is of no use any more.
process.exit(code)
