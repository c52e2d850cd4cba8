/** The app with the person's own accounts. */
import { launch } from './launch.ts'
import { build } from './project.ts'

build()
const { finished } = await launch({ args: process.argv.slice(2), openBrowser: !process.argv.includes('--no-browser') })
process.exitCode = await finished
