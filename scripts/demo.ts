/** The whole thing, from nothing: a simulated evening, the app signed in to it, chat flowing, every act working. */
import { launch } from './launch.ts'
import { build, noteInterrupts, say } from './project.ts'
import { direct, type SimulatorProcess, signIn, startSimulator } from './simulated.ts'

const channels = ['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora', 'ember_arcade']

const prepare = async (simulator: SimulatorProcess, url: string): Promise<void> => {
  const director = direct(url)
  try {
    say('Signing in as river_host, through the device-code flow …')
    const accountId = await signIn(director, simulator, 'river_host')
    for (const text of channels) await director.invoke('channels.add', { text, accountId })
    await director.waitFor('channels', (views) => views.every((view) => view.state.status === 'live'))
  } finally {
    director.stop()
  }
}

const runOn = async (simulator: SimulatorProcess): Promise<number> => {
  const { finished } = await launch({
    args: ['--demo', ...process.argv.slice(2)],
    env: simulator.env,
    openBrowser: !process.argv.includes('--no-browser'),
    whenReady: (url) => prepare(simulator, url),
  })
  return finished
}

build()
const interrupted = noteInterrupts()
say('Starting a simulated Twitch …')
try {
  const simulator = await startSimulator(['--script', 'conversation', '--device-interval', '1'])
  try {
    process.exitCode = interrupted() ? 0 : await runOn(simulator)
  } finally {
    await simulator.stop()
  }
} catch (error) {
  // What was told to end while it began has not failed; what it still waits for is of no use any more.
  if (interrupted()) process.exit(0)
  throw error
}
