import { describe, expect, it } from 'vitest'
import { readWebOptions } from '../../../electron/hosts/web/options.ts'

const linux = { env: {}, platform: 'linux', home: '/home/ann' } as const

describe('the flags of the app', () => {
  it('take any free port and the system’s data folder unless told', () => {
    expect(readWebOptions([], linux)).toEqual({
      ok: true,
      value: { port: 0, demo: false, dataFolder: '/home/ann/.local/share/tributary' },
    })
    expect(readWebOptions([], { ...linux, platform: 'darwin' })).toMatchObject({
      value: { dataFolder: '/home/ann/Library/Application Support/Tributary' },
    })
  })

  it('name the folder by flag before the environment', () => {
    const env = { TRIBUTARY_DATA_DIR: '/data/env' }
    expect(readWebOptions(['--web'], { ...linux, env })).toMatchObject({ value: { dataFolder: '/data/env' } })
    expect(readWebOptions(['--data-dir', '/data/flag', '--port=8123'], { ...linux, env })).toMatchObject({
      value: { dataFolder: '/data/flag', port: 8123 },
    })
  })

  it('give the demo a folder of its own, whatever folder is named', () => {
    expect(readWebOptions(['--demo', '--data-dir', '/data'], linux)).toMatchObject({
      value: { dataFolder: '/data/demo' },
    })
  })

  it.each([['--port', 'many'], ['--port', '70000'], ['--port', '-1'], ['--nonsense'], ['stray']])(
    'are refused with the usage when they read %s %s',
    (...args) => {
      expect(
        readWebOptions(
          args.filter((arg) => arg !== undefined),
          linux,
        ),
      ).toMatchObject({
        ok: false,
        error: { kind: 'invalid', message: expect.stringContaining('Usage') },
      })
    },
  )
})
