/** What the demo shows, and how it comes to a window of its own. */
import { launch } from './launch.ts'
import { runDesktop } from './launch-desktop.ts'
import { say } from './project.ts'
import { type Director, direct, giveClientId, type SimulatorProcess } from './simulated.ts'

const channels = ['river_host', 'mosswood_mia', 'tidal_tom', 'night_owl_nora', 'ember_arcade']

/** Who is signed in. */
export const demoOwner = 'river_host'

export const openDemoChannels = async (director: Director, accountId: string | null): Promise<void> => {
  const targets = []
  for (const text of channels) targets.push((await director.invoke('channels.add', { text, accountId })).id)
  await director.invoke('preferences.change', { targets })
}

export const directing = async (url: string, act: (director: Director) => Promise<void>): Promise<void> => {
  const director = direct(url)
  try {
    await act(director)
  } finally {
    director.stop()
  }
}

export interface DemoWindow {
  readonly simulator: SimulatorProcess
  readonly electron: string
  readonly args: readonly string[]
  readonly interrupted: () => boolean
}

/** No script can reach into that window: the web host, on the same data folder, opens the channels before it. */
export const runDemoInWindow = async ({ simulator, electron, args, interrupted }: DemoWindow): Promise<number> => {
  const options = { args: ['--demo', ...args], env: simulator.env }
  const before = await launch({
    ...options,
    openBrowser: false,
    showsReadyLine: false,
    whenReady: (url) =>
      directing(url, async (director) => {
        await giveClientId(director)
        await openDemoChannels(director, null)
      }),
  })
  await before.stop()
  await simulator.control('approveDevicesAutomatically', { user: demoOwner })
  if (interrupted()) return 0
  say(`Nobody is signed in there yet: when you do, the simulated Twitch says yes at once, and you are ${demoOwner}.`)
  return runDesktop({ ...options, electron })
}
