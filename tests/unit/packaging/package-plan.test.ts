/** What `npm run package` does with what it is told and with what the environment says. */
import { describe, expect, it } from 'vitest'
import { isDownloadFailure, type PackagingMachine, planPackaging } from '../../../scripts/package-plan.ts'

const machine = (platform: NodeJS.Platform, env: PackagingMachine['env'] = {}): PackagingMachine => ({ platform, env })

const planned = (args: readonly string[], on: PackagingMachine) => {
  const plan = planPackaging(args, on)
  return 'problem' in plan ? plan.problem : plan.runs
}

const address = 'https://example.com/tributary'

describe('npm run package', () => {
  it('packs for the system that it runs on', () => {
    const systems = (['darwin', 'win32', 'linux', 'freebsd'] as const).map((platform) => {
      const runs = planned([], machine(platform))
      return typeof runs === 'string' ? runs : runs.map(({ system }) => system)
    })
    expect(systems).toEqual([['mac'], ['win'], ['linux'], ['linux']])
  })

  it('passes targets to their system and everything else to all, publishing never', () => {
    const runs = planned(['--win', 'zip', '--linux', 'AppImage', '--arm64', '--dir'], machine('linux'))
    expect(runs).toMatchObject([
      { system: 'win', args: ['--win', 'zip', '--arm64', '--dir', '--publish', 'never'] },
      { system: 'linux', args: ['--linux', 'AppImage', '--arm64', '--dir', '--publish', 'never'] },
    ])
  })

  it('leaves the .deb out where no homepage can be named, saying so, and refuses it where it was asked for', () => {
    expect(planned([], machine('linux'))).toMatchObject([
      { args: ['--linux', 'AppImage', '--publish', 'never'], notes: [expect.stringContaining('only the AppImage')] },
    ])
    expect(planned(['--linux', 'deb'], machine('linux'))).toContain('TRIBUTARY_RELEASES_URL')
    expect(planned([], machine('linux', { TRIBUTARY_RELEASES_URL: address }))).toMatchObject([
      { args: ['--linux', '--publish', 'never', `-c.extraMetadata.homepage=${address}`], notes: [] },
    ])
  })

  it('tells builder where updates are, when the environment does', () => {
    const runs = planned(['--win'], machine('win32', { TRIBUTARY_UPDATE_URL: address }))
    expect(runs).toMatchObject([
      { args: ['--win', '--publish', 'never', '-c.publish.provider=generic', `-c.publish.url=${address}`] },
    ])
  })

  it.each(['TRIBUTARY_UPDATE_URL', 'TRIBUTARY_RELEASES_URL'])('refuses a %s that is no https address', (name) => {
    for (const url of ['http://example.com', 'file:///tmp', 'example.com'])
      expect(planned([], machine('linux', { [name]: url }))).toBe(`${name} is not an https address: ${url}`)
  })

  it.each([
    ['--mac', 'darwin', { CSC_LINK: 'cert.p12' }, true],
    ['--mac', 'darwin', { CSC_NAME: 'The Tributary authors' }, true],
    ['--mac', 'darwin', { WIN_CSC_LINK: 'cert.p12' }, false],
    ['--win', 'win32', { WIN_CSC_LINK: 'cert.p12' }, true],
    ['--win', 'linux', { CSC_LINK: 'cert.p12' }, true],
    ['--win', 'win32', {}, false],
    ['--linux', 'linux', { CSC_LINK: 'cert.p12' }, false],
  ] as const)('%s on %s with %o is signed: %s', (flag, platform, env, isSigned) => {
    const runs = planned([flag], machine(platform, { ...env, TRIBUTARY_SIGNED: '1', TRIBUTARY_RELEASES_URL: address }))
    expect(runs).toMatchObject([
      {
        variables: isSigned
          ? { TRIBUTARY_SIGNED: '1' }
          : { TRIBUTARY_SIGNED: '', CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
        notes: isSigned || flag === '--linux' ? [] : [expect.stringContaining('Nothing signs this package')],
      },
    ])
  })

  it('builds each system by itself, so that one being signed does not make another say so', () => {
    const runs = planned(['--mac', '--linux', 'AppImage'], machine('darwin', { CSC_LINK: 'cert.p12' }))
    expect(runs).toMatchObject([{ variables: { TRIBUTARY_SIGNED: '1' } }, { variables: { TRIBUTARY_SIGNED: '' } }])
  })

  it('refuses a package for macOS elsewhere than on a Mac', () => {
    expect(planned(['--mac'], machine('linux'))).toContain('on a Mac only')
  })

  it('knows a download that failed from everything else', () => {
    expect(isDownloadFailure('⨯ getaddrinfo ENOTFOUND github.com  failedTask=build')).toBe(true)
    expect(isDownloadFailure('⨯ cannot download electron-v45.4.1-linux-x64.zip')).toBe(true)
    expect(isDownloadFailure('HTTPError: Response code 404 (Not Found)')).toBe(true)
    expect(isDownloadFailure('⨯ Please specify project homepage')).toBe(false)
    expect(isDownloadFailure('⨯ Application entry file "out/main/main.js" does not exist')).toBe(false)
  })
})
