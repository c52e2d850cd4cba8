/** The whole thing, from nothing: a simulated evening, the app signed in to it, chat flowing, every act working. */
import { launch } from './launch.ts'
import { build, say } from './project.ts'
import { direct, signIn, startSimulator } from './simulated.ts'

const channels = ['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora', 'ember_arcade']

build()
say('Starting a simulated Twitch …')
const simulator = await startSimulator(['--script', 'conversation', '--device-interval', '1'])

const prepare = async (url: string): Promise<void> => {
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

try {
  const { finished } = await launch({
    args: ['--demo', ...process.argv.slice(2)],
    env: simulator.env,
    openBrowser: !process.argv.includes('--no-browser'),
    whenReady: prepare,
  })
  process.exitCode = await finished
} finally {
  await simulator.stop()
}
