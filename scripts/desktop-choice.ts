/** Where `npm start` and the demo open: in a window of their own (Electron) or in the browser, and why. Only values here. */

export interface LaunchFacts {
  readonly args: readonly string[]
  readonly demo: boolean
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether this runs as the system's root user. */
  readonly isRoot: boolean
  readonly electronIsHere: boolean
  /** ms since downloading Electron failed; undefined where it has not. */
  readonly failedMsAgo: number | undefined
}

export type LaunchChoice =
  | { readonly host: 'desktop' }
  /** Electron is to be downloaded first; where that fails, it is the web host. */
  | { readonly host: 'download' }
  /** `says` why, in one sentence. */
  | { readonly host: 'web'; readonly says: string }

/** Why no window can open here, as part of a sentence; undefined where one can, once Electron is there. */
export const whyNoWindow = ({
  platform,
  env,
  isRoot,
}: Pick<LaunchFacts, 'platform' | 'env' | 'isRoot'>): string | undefined => {
  if (!hasDisplay(platform, env)) return 'there is no display here'
  if (platform === 'linux' && isRoot) return 'Electron does not run as root'
  return undefined
}

const day = 24 * 60 * 60 * 1000

/** Flags that speak of the page in the browser, and so ask for it. */
const webFlags = ['--web', '--port', '--no-browser']

const asksFor = (args: readonly string[], flags: readonly string[]): boolean =>
  args.some((arg) => flags.some((flag) => arg === flag || arg.startsWith(`${flag}=`)))

/** What is the app's own of the line: the rest spoke to the launcher. */
export const appFlags = (args: readonly string[]): readonly string[] =>
  args.filter((arg) => arg !== '--desktop' && arg !== '--no-browser')

export const hasDisplay = (platform: NodeJS.Platform, env: LaunchFacts['env']): boolean =>
  platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])

const inBrowser = 'Tributary opens in your browser, on this machine only'
/** Where nobody opens one for the person. */
const asPage = 'Tributary is a page for a browser on this machine'

/** Said when it was to be downloaded and could not be. */
export const downloadFailed = `Electron could not be downloaded, so ${inBrowser}.`

export const chooseHost = (facts: LaunchFacts): LaunchChoice => {
  const { args, demo, electronIsHere, failedMsAgo } = facts
  const wantsDesktop = asksFor(args, ['--desktop'])
  if (!wantsDesktop && asksFor(args, webFlags)) return { host: 'web', says: `${asPage}, as you asked.` }
  if (!wantsDesktop && demo)
    return { host: 'web', says: `${inBrowser}; \`npm run demo -- --desktop\` opens a window of its own.` }
  const noWindow = whyNoWindow(facts)
  if (noWindow !== undefined) return { host: 'web', says: `${capitalize(noWindow)}, so ${asPage}.` }
  if (electronIsHere) return { host: 'desktop' }
  if (!wantsDesktop && failedMsAgo !== undefined && failedMsAgo >= 0 && failedMsAgo < day)
    return {
      host: 'web',
      says: `Electron could not be downloaded lately, so ${inBrowser}; \`npm start -- --desktop\` tries again.`,
    }
  return { host: 'download' }
}

const capitalize = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
