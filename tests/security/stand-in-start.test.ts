/** How the stand-in reads a bundle and starts it: `electron` in it, however it is asked for, and ready when Electron would be. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { prepareTinyApps } from '../electron-stand-in/tiny-app.ts'

const { startBare } = prepareTinyApps()

const write = async (folder: string, files: Readonly<Record<string, string>>): Promise<string> => {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return join(folder, 'main.mjs')
}

describe('a bundle', () => {
  const asking = {
    'main.mjs':
      "import { app } from 'electron'\nexport { names } from './chunk.mjs'\nexport { required } from './old.cjs'\nexport { app }",
    'chunk.mjs':
      "import electron, { app } from 'electron'\nexport const names = [electron.app === app, app.getVersion()]",
    'old.cjs': "exports.required = require('electron').app.getVersion()",
  }

  test('gets the same stand-in by name, as a whole and by require, in every file of it', async () => {
    const { standIn, folder } = await startBare()
    const loaded = await standIn.load(await write(folder, asking))
    expect(loaded).toMatchObject({ names: [true, '0.0.0-test'], required: '0.0.0-test' })
    expect(Reflect.get(Object(loaded), 'app')).toBe(standIn.app)
  })

  test('is read anew for each stand-in', async () => {
    const first = await startBare()
    const path = await write(first.folder, asking)
    const second = await startBare()
    expect(Reflect.get(Object(await first.standIn.load(path)), 'app')).toBe(first.standIn.app)
    expect(Reflect.get(Object(await second.standIn.load(path)), 'app')).toBe(second.standIn.app)
  })

  test('that imports what the stand-in lacks is told its name', async () => {
    const { standIn, folder } = await startBare()
    const byName = await write(folder, {
      'main.mjs': "import { desktopCapturer } from 'electron'\nexport { desktopCapturer }",
    })
    await expect(standIn.load(byName)).rejects.toThrow('desktopCapturer')
    const { standIn: other, folder: otherFolder } = await startBare()
    const whole = await write(otherFolder, { 'main.mjs': "import electron from 'electron'\nelectron.desktopCapturer" })
    await expect(other.load(whole)).rejects.toThrow('The Electron stand-in has no electron.desktopCapturer')
  })
})

describe('an entry', () => {
  test('has been read to its end before the app is ready', async () => {
    const { standIn, folder } = await startBare()
    const text =
      "import { app } from 'electron'\nexport const ready = [app.isReady()]\napp.whenReady().then(() => ready.push(app.isReady()))"
    const entry = await standIn.run(await write(folder, { 'main.mjs': text }))
    await vi.waitFor(() => expect(entry).toMatchObject({ ready: [false, true] }))
  })

  test('that waits for that at its own top level never gets there, as in Electron', async () => {
    const { standIn, folder } = await startBare()
    const text =
      "import { app } from 'electron'\napp.setPath('temp', '/waiting')\nawait app.whenReady()\napp.setPath('temp', '/there')"
    void standIn.run(await write(folder, { 'main.mjs': text }))
    await vi.waitFor(() => expect(standIn.app.getPath('temp')).toBe('/waiting'))
    for (let turn = 0; turn < 50; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
    expect([standIn.app.isReady(), standIn.app.getPath('temp')]).toEqual([false, '/waiting'])
  })

  test('cannot open a window before the app is ready', async () => {
    const { standIn } = await startBare()
    const { BrowserWindow } = standIn.electron
    expect(() => new BrowserWindow()).toThrow('before app is ready')
  })
})
