/** The desktop host's start: what has to stand before Electron is ready, and what is heard from the first moment. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, protocol } from 'electron'
import { version } from '../package.json'
import { type DesktopParts, openDesktop, type RunningDesktop, type Starts } from './desktop-app.ts'
import { createProblems, watchForBugs } from './foundation.ts'
import { closeCommandLine } from './hosts/desktop/command-line.ts'
import { type Ending, prepareEnding } from './hosts/desktop/ending.ts'
import { readDesktopOptions } from './hosts/desktop/options.ts'
import { registerSchemes } from './hosts/desktop/protocols.ts'
import { createLogger, openLogDestination } from './logging.ts'
import { diskProblem } from './storage/disk.ts'

export type { DesktopParts, RunningDesktop } from './desktop-app.ts'

/** Rejects with whole sentences for a person. Undefined when Tributary runs already: that one shows its window. */
export const startDesktop = async (parts: DesktopParts): Promise<RunningDesktop | undefined> => {
  const { args, env, clock } = parts
  const { dataFolder } = readDesktopOptions(args, env)

  // Up to the first await Electron is not ready yet, which these need.
  const closed = app.isPackaged ? closeCommandLine(app.commandLine) : []
  const personsMask = process.umask(0o077)
  app.enableSandbox()
  registerSchemes(protocol)
  makeFolder(dataFolder)
  app.setPath('userData', dataFolder)
  app.setPath('sessionData', join(dataFolder, 'chromium'))
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return undefined
  }

  // Whatever happens from here on is heard, and ends in order.
  const randomId = () => randomBytes(24).toString('base64url')
  const destination = openLogDestination(join(dataFolder, 'tributary.log'))
  const log = createLogger(destination, env['TRIBUTARY_LOG'] === 'debug' ? 'debug' : 'info')
  const problems = createProblems(randomId)
  const ending = prepareEnding({ app, clock, log })
  ending.add(destination.stop)
  ending.add(watchForBugs({ process, log, raise: problems.raise, dataFolder }))
  const starts = hearStarts(ending)
  // A script that started us was killed, and could not say so.
  process.once('disconnect', () => app.quit())
  log.info('started', { version, electron: process.versions['electron'], platform: process.platform })
  if (closed.length > 0) log.warn('switches refused', { switches: closed })

  await app.whenReady()
  try {
    return await openDesktop(parts, { log, problems, ending, starts, randomId, personsMask })
  } catch (error) {
    await ending.end()
    throw error
  }
}

const hearStarts = (ending: Ending): Starts => {
  let show: (() => void) | undefined
  let isWanted = false
  const onStart = () => {
    if (show === undefined) isWanted = true
    else show()
  }
  app.on('second-instance', () => {
    if (!ending.startAfter()) onStart()
  })
  app.on('activate', onStart)
  return {
    answer(next) {
      show = next
      if (isWanted) next()
    },
  }
}

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Error(`${diskProblem(error, 'The data folder', folder, 'made')} Choose another one with --data-dir.`)
  }
}
