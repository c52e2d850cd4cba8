/** What `npm run package` is asked for, as one run of electron-builder a system: each has its own build, signed or not. */

export type PackagedSystem = 'mac' | 'win' | 'linux'

export interface PackageRun {
  readonly system: PackagedSystem
  /** electron-builder's. */
  readonly args: readonly string[]
  /** For the build and for electron-builder, before the environment's own. */
  readonly variables: Readonly<Record<string, string>>
  /** What the person should know before it runs, in whole sentences. */
  readonly notes: readonly string[]
}

export type PackagePlan = { readonly runs: readonly PackageRun[] } | { readonly problem: string }

export interface PackagingMachine {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
}

interface Asked {
  readonly system: PackagedSystem
  readonly targets: string[]
}

const systemFlags: ReadonlyMap<string, PackagedSystem> = new Map([
  ['--mac', 'mac'],
  ['--win', 'win'],
  ['--linux', 'linux'],
])

/** `args` as in `--linux deb --mac --arm64`: systems with their targets; everything else is electron-builder's own. */
export const planPackaging = (args: readonly string[], machine: PackagingMachine): PackagePlan => {
  const asked: Asked[] = []
  const rest: string[] = []
  let current: Asked | undefined
  for (const arg of args) {
    const system = systemFlags.get(arg)
    if (system !== undefined) {
      current = { system, targets: [] }
      asked.push(current)
    } else if (arg.startsWith('-')) {
      current = undefined
      rest.push(arg)
    } else if (current === undefined) rest.push(arg)
    else current.targets.push(arg)
  }
  if (asked.length === 0) asked.push({ system: systemOf(machine.platform), targets: [] })
  const runs: PackageRun[] = []
  for (const one of asked) {
    const run = planRun(one, rest, machine)
    if ('problem' in run) return run
    runs.push(run)
  }
  return { runs }
}

const systemOf = (platform: NodeJS.Platform): PackagedSystem =>
  platform === 'darwin' ? 'mac' : platform === 'win32' ? 'win' : 'linux'

const planRun = (
  { system, targets }: Asked,
  rest: readonly string[],
  { platform, env }: PackagingMachine,
): PackageRun | { readonly problem: string } => {
  if (system === 'mac' && platform !== 'darwin')
    return { problem: 'A package for macOS can be made on a Mac only: Apple’s tools sign it and make its disk image.' }
  const updateUrl = env['TRIBUTARY_UPDATE_URL'] || undefined
  const releasesUrl = env['TRIBUTARY_RELEASES_URL'] || undefined
  for (const [name, url] of Object.entries({ TRIBUTARY_UPDATE_URL: updateUrl, TRIBUTARY_RELEASES_URL: releasesUrl }))
    if (url !== undefined && !isHttps(url)) return { problem: `${name} is not an https address: ${url}` }

  const notes: string[] = []
  const isSigned = signs(system, env)
  if (!isSigned && system !== 'linux')
    notes.push('Nothing signs this package: the system warns whoever opens it, and it does not update itself.')

  const isWhole = targets.length === 0 && !rest.includes('--dir')
  if (system === 'linux' && releasesUrl === undefined) {
    const needsAddress = 'A .deb must name a homepage, and TRIBUTARY_RELEASES_URL gives none'
    if (targets.includes('deb')) return { problem: `${needsAddress}: set it to the page where people find Tributary.` }
    if (isWhole) notes.push(`${needsAddress}: only the AppImage is made.`)
  }
  const chosen = system === 'linux' && isWhole && releasesUrl === undefined ? ['AppImage'] : targets
  return {
    system,
    args: [
      `--${system}`,
      ...chosen,
      ...rest,
      ...['--publish', 'never'],
      ...(updateUrl === undefined ? [] : ['-c.publish.provider=generic', `-c.publish.url=${updateUrl}`]),
      ...(releasesUrl === undefined ? [] : [`-c.extraMetadata.homepage=${releasesUrl}`]),
    ],
    variables: {
      TRIBUTARY_SIGNED: isSigned ? '1' : '',
      // A certificate that lies about on this machine by chance signs nothing.
      ...(isSigned ? {} : { CSC_IDENTITY_AUTO_DISCOVERY: 'false' }),
    },
    notes,
  }
}

/** By the environment alone (https://www.electron.build/code-signing); builder signs nothing for Linux. */
const signs = (system: PackagedSystem, env: PackagingMachine['env']): boolean => {
  const names = { mac: ['CSC_LINK', 'CSC_NAME'], win: ['WIN_CSC_LINK', 'CSC_LINK'], linux: [] }
  return names[system].some((name) => Boolean(env[name]))
}

const isHttps = (text: string): boolean => URL.parse(text)?.protocol === 'https:'

/** Whether what electron-builder said means that it could not fetch what it packs with. */
export const isDownloadFailure = (output: string): boolean =>
  /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b|HTTPError|RequestError|Response code \d{3}|cannot download|unable to download/iu.test(
    output,
  )
