/** What the person's own command line may not do to the packaged app: somebody else may have written the shortcut. */
import type { CommandLine } from 'electron'

/** They open the pages to other programs, or take away what holds the pages. */
const forbidden = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'disable-web-security',
  'disable-site-isolation-trials',
  'allow-running-insecure-content',
  'ignore-certificate-errors',
  'load-extension',
  'js-flags',
]

/** Before the app is ready. Answers which there were. */
export const closeCommandLine = (commandLine: Pick<CommandLine, 'hasSwitch' | 'removeSwitch'>): readonly string[] => {
  const found = forbidden.filter((name) => commandLine.hasSwitch(name))
  for (const name of found) commandLine.removeSwitch(name)
  return found
}

/** Neither can be undone from within: a launcher adds it where the system lets no program make a sandbox. */
export const isWithoutSandbox = (commandLine: Pick<CommandLine, 'hasSwitch'>): boolean =>
  commandLine.hasSwitch('no-sandbox')

export const withoutSandbox =
  'Tributary was started with --no-sandbox, so a fault of its window could reach your files. Start it without, or install the package of your system instead of the AppImage.'
