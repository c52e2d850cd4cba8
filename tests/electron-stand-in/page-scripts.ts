/** What the stand-in puts into every document before its own scripts run, assembled as source text. */
import { openBridgeEnd } from './bridge-ends.ts'
import { createCodec } from './codec.ts'
import { bindingName, inletName, type PreloadMessage, runPreload } from './preload-world.ts'

export const preloadWorldName = 'electron-stand-in preload'

export interface ScriptOptions {
  /** Random: what the two worlds call each other by. */
  readonly secret: string
  /** The preload's text; undefined where the window has none. */
  readonly preload: string | undefined
  readonly versions: Readonly<Record<string, string>>
  readonly platform: string
  readonly inSubFrames: boolean
}

/** Into the page's own world: the other end of the bridge, windows that are asked for, and whether anybody sees it. */
export const mainWorldScript = ({ secret }: Pick<ScriptOptions, 'secret'>, hidden: boolean): string =>
  `(${enterMainWorld})(${openBridgeEnd}, ${JSON.stringify(secret)}, ${hidden})`

/** Into the preload's world. */
export const preloadScript = (options: ScriptOptions): string => {
  const { secret, preload, versions, platform, inSubFrames } = options
  const module = preload === undefined ? 'undefined' : `function (require, module, exports, process) {\n${preload}\n}`
  return `(${enterPreloadWorld})(
    { codec: (${createCodec})(), openBridgeEnd: ${openBridgeEnd}, runPreload: ${runPreload} },
    ${JSON.stringify({ secret, versions, platform, inSubFrames, bindingName, inletName })},
    ${module})`
}

const enterMainWorld = (open: typeof openBridgeEnd, secret: string, hiddenAtFirst: boolean): void => {
  const dispatch = window.dispatchEvent.bind(window)
  const { CustomEvent: Parcel, Event: Happening } = window
  const document = window.document
  // A document that begins while the window is being shown or hidden gets both scripts: the later one knows how it stands.
  if (!dispatch(new Happening(`${secret} entered`, { cancelable: true }))) {
    dispatch(new Parcel(`${secret} hidden`, { detail: hiddenAtFirst }))
    return
  }
  window.addEventListener(`${secret} entered`, (event) => event.preventDefault())
  open(`${secret} to page`, `${secret} to preload`)

  // Electron's page learns of no window that was refused: `window.open` answers null.
  const open_ = (url?: string | URL, frameName = '', features = ''): null => {
    const asked = { url: new URL(url ?? '', document.baseURI).href, frameName, features }
    dispatch(new Parcel(`${secret} open`, { detail: asked }))
    return null
  }
  Object.defineProperty(window, 'open', { value: open_, configurable: true, writable: true })

  // Headless Chromium has no way to hide a page.
  let hidden = hiddenAtFirst
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    get: () => (hidden ? 'hidden' : 'visible'),
  })
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
  window.addEventListener(`${secret} hidden`, (event) => {
    hidden = Reflect.get(event, 'detail') === true
    document.dispatchEvent(new Happening('visibilitychange', { bubbles: true }))
  })
}

const enterPreloadWorld = (
  parts: {
    readonly codec: ReturnType<typeof createCodec>
    readonly openBridgeEnd: typeof openBridgeEnd
    readonly runPreload: typeof runPreload
  },
  around: {
    readonly secret: string
    readonly versions: Readonly<Record<string, string>>
    readonly platform: string
    readonly inSubFrames: boolean
    readonly bindingName: string
    readonly inletName: string
  },
  preload: Parameters<typeof runPreload>[0],
): void => {
  if (Reflect.has(window, around.inletName)) return
  const { secret } = around
  const binding: unknown = Reflect.get(window, around.bindingName)
  const post = (message: PreloadMessage): void => {
    if (typeof binding === 'function') binding(JSON.stringify(message))
  }
  window.addEventListener(`${secret} open`, (event) =>
    post({ kind: 'open', disposition: 'foreground-tab', ...Reflect.get(event, 'detail') }),
  )

  // A link into a new window, once everybody who wanted to could prevent it: it becomes a question and opens nothing.
  const onClick = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button > 1) return
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href !== '')
    if (!(link instanceof HTMLAnchorElement)) return
    const inBackground = event.button === 1 || event.ctrlKey || event.metaKey
    const isElsewhere = !['', '_self', '_parent', '_top'].includes(link.target)
    if (!inBackground && !event.shiftKey && !isElsewhere) return
    event.preventDefault()
    const disposition = inBackground ? 'background-tab' : event.shiftKey ? 'new-window' : 'foreground-tab'
    post({ kind: 'open', url: link.href, frameName: isElsewhere ? link.target : '', features: '', disposition })
  }
  window.addEventListener('click', onClick)
  window.addEventListener('auxclick', onClick)
  window.addEventListener('submit', (event) => {
    const form = event.target
    if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return
    if (['', '_self', '_parent', '_top'].includes(form.target)) return
    event.preventDefault()
    post({ kind: 'open', url: form.action, frameName: form.target, features: '', disposition: 'foreground-tab' })
  })
  for (const name of ['pointerdown', 'keydown']) {
    window.addEventListener(name, (event) => event.isTrusted && post({ kind: 'input' }), { capture: true })
  }
  window.addEventListener('contextmenu', (event) => {
    if (!event.defaultPrevented) post({ kind: 'contextMenu', x: event.clientX, y: event.clientY, misspelled: '' })
  })

  const bridge = parts.openBridgeEnd(`${secret} to preload`, `${secret} to page`)
  const isOurs = window.top === window || around.inSubFrames
  const inlet = parts.runPreload(isOurs ? preload : undefined, {
    codec: parts.codec,
    bridge,
    post,
    versions: around.versions,
    platform: around.platform,
  })
  Object.defineProperty(window, around.inletName, { value: inlet })
}
