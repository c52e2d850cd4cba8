import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { type Disk, systemDisk } from '../../../electron/storage/disk.ts'

/** A fresh folder for each test of the file. */
export const useFolder = (): (() => string) => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tributary-storage-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  return () => folder
}

export const diskError = (code: string): Error => Object.assign(new Error(`${code}: from the test`), { code })

type Step = 'open' | 'write' | 'sync' | 'rename' | 'unlink'

/** The real disk, until `fail` names the step that goes wrong and how. */
export const createFailingDisk = () => {
  let failing: { readonly step: Step; readonly code: string } | undefined
  const check = (step: Step) => {
    if (failing?.step === step) throw diskError(failing.code)
  }
  const disk: Disk = {
    ...systemDisk,
    async open(path, flags, mode) {
      check('open')
      const file = await systemDisk.open(path, flags, mode)
      return {
        readFile: (encoding) => file.readFile(encoding),
        async writeFile(text) {
          // As a full disk does: some of it is written.
          if (failing?.step === 'write') await file.writeFile(text.slice(0, 3))
          check('write')
          await file.writeFile(text)
        },
        async sync() {
          check('sync')
          await file.sync()
        },
        close: () => file.close(),
      }
    },
    async rename(from, to) {
      check('rename')
      await systemDisk.rename(from, to)
    },
    async unlink(path) {
      // Nothing is there to remove: the system says that first.
      await systemDisk.lstat(path)
      check('unlink')
      await systemDisk.unlink(path)
    },
  }
  return {
    disk,
    fail: (step: Step, code: string) => {
      failing = { step, code }
    },
    heal: () => {
      failing = undefined
    },
  }
}
