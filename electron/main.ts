/** The desktop's entry: starts the app with the real clock, and says in a person's words when it cannot. */
import { app, dialog } from 'electron'
import { startDesktop } from './desktop.ts'
import { createSystemClock } from './hosts/system-clock.ts'

// Not awaited: Electron is ready only after its entry has been read to the end.
startDesktop({
  args: process.argv.slice(app.isPackaged ? 1 : 2),
  env: process.env,
  clock: createSystemClock(),
}).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`Tributary did not start. ${message}\n`)
  dialog.showErrorBox('Tributary did not start', message)
  app.exit(1)
})
