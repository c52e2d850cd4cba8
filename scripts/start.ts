/** The app with the person's own accounts: in a window of its own where Electron can be had, else in the browser. */
import { runApp } from './launch.ts'
import { decideOnElectron, runDesktop } from './launch-desktop.ts'
import { build } from './project.ts'

const args = process.argv.slice(2)
await build()
const electron = await decideOnElectron(args, false)
process.exitCode =
  electron === undefined
    ? await runApp({ args, openBrowser: !args.includes('--no-browser') })
    : await runDesktop({ electron, args })
