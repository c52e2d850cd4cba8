/** The app with the person's own accounts. */
import { runApp } from './launch.ts'
import { build } from './project.ts'

await build()
process.exitCode = await runApp({
  args: process.argv.slice(2),
  openBrowser: !process.argv.includes('--no-browser'),
})
