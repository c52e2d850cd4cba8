/** The desktop host's start: what has to stand before Electron is ready, and what is heard from the first moment. */
import { join } from 'node:path'
import { app, protocol } from 'electron'
import { version } from '../package.json'
import { type DesktopParts, openDesktop, type RunningDesktop, type Starts } from './desktop-app.ts'
import { createProblems, watchForBugs } from './foundation.ts'
import { makeDataFolder } from './hosts/data-folder.ts'
import { closeCommandLine } from './hosts/desktop/command-line.ts'
import { type Ending, prepareEnding } from './hosts/desktop/ending.ts'
import { readDesktopOptions } from './hosts/desktop/options.ts'
import { registerSchemes } from './hosts/desktop/protocols.ts'
import { createLogger, openLogDestination } from './logging.ts'

export type { DesktopParts, RunningDesktop } from './desktop-app.ts'

/** Rejects with whole sentences for a person. Undefined when Tributary runs already: that one shows its window. */
export const startDesktop = async (parts: DesktopParts): Promise<RunningDesktop | undefined> => {
  const { args, env, clock } = parts
  const options = readDesktopOptions(args, env)
  const { dataFolder } = options

  // Up to the first await Electron is not ready yet, which these need.
  const closed = app.isPackaged ? closeCommandLine(app.commandLine) : []
  const personsMask = process.umask(0o077)
  app.enableSandbox()
  registerSchemes(protocol)
  const made = makeDataFolder(dataFolder)
  if (!made.ok) throw new Error(made.error.message)
  app.setPath('userData', dataFolder)
  app.setPath('sessionData', join(dataFolder, 'chromium'))
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return undefined
  }

  // Whatever happens from here on is heard, and ends in order.
  const destination = openLogDestination(join(dataFolder, 'tributary.log'))
  const log = createLogger(destination, env['TRIBUTARY_LOG'] === 'debug' ? 'debug' : 'info')
  const problems = createProblems()
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
    return await openDesktop(parts, { log, problems, ending, starts, options, personsMask })
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
