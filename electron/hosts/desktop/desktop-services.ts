/** What the core reaches of the desktop app: its settings as one view, changed as a whole or not at all. */
import type { DesktopSettings, DesktopView, ProxySettings } from '../../../shared/contract.ts'
import { failed, ok, type Result, type TributaryError } from '../../../shared/errors.ts'
import { createSubject, type Observable } from '../../core/observable.ts'
import type { DesktopServices } from '../../core/ports/host.ts'
import { createSerial } from '../../storage/serial.ts'
import type { LoginItem } from './login-item.ts'
import type { DesktopStore } from './settings-store.ts'
import type { SpellChecker } from './spell-checker.ts'
import type { Updates } from './updates.ts'

export interface DesktopParts {
  readonly store: DesktopStore
  /** Whether there is a tray icon to come back from. */
  readonly tray: boolean
  readonly loginItem: LoginItem
  readonly spellChecker: SpellChecker
  readonly proxy: {
    /** The same settings, tidied, or what is wrong with them. */
    check(settings: ProxySettings): Result<ProxySettings>
    /** Tells those of it who do not ask anew for every connection. */
    apply(settings: ProxySettings): Promise<Result<void>>
  }
  readonly secrets: {
    readonly question: Observable<DesktopView['secretsQuestion']>
    /** Does it, and records the answer. */
    keep(where: 'memory' | 'file'): Promise<Result<void>>
  }
  readonly updates: Pick<Updates, 'view' | 'check' | 'take'>
}

export interface RunningDesktop extends DesktopServices {
  /** Puts the stored settings in force; answers what could not be, in whole sentences. Once, before the first window. */
  start(): Promise<readonly string[]>
  stop(): void
}

/** A setting that the system has to be told of. */
interface Effect {
  /** Within "… could not be put back". */
  readonly name: string
  differs(left: DesktopSettings, right: DesktopSettings): boolean
  apply(settings: DesktopSettings): Promise<Result<void>>
}

const sameList = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((item, index) => item === right[index])

const sameProxy = (left: ProxySettings, right: ProxySettings): boolean =>
  left.mode === right.mode && (left.mode !== 'manual' || right.mode !== 'manual' || left.url === right.url)

export const createDesktopServices = (parts: DesktopParts): RunningDesktop => {
  const { store, tray, loginItem, spellChecker, proxy, secrets, updates } = parts
  const offers: DesktopView['offers'] = {
    tray,
    startAtLogin: loginItem.offer,
    spellCheck: spellChecker.languages,
  }
  const look = (): DesktopView => ({
    settings: store.state.value.settings,
    offers,
    secretsQuestion: secrets.question.value,
    update: updates.view.value,
  })
  const view = createSubject(look())
  const releases = [store.state, secrets.question, updates.view].map((part) => part.subscribe(() => view.set(look())))
  const inTurn = createSerial()

  const effects: readonly Effect[] = [
    {
      name: 'the spell checker',
      differs: (left, right) => !sameList(left.spellCheck, right.spellCheck),
      apply: async ({ spellCheck }) => spellChecker.apply(spellCheck),
    },
    {
      name: 'the proxy',
      differs: (left, right) => !sameProxy(left.proxy, right.proxy),
      apply: (settings) => proxy.apply(settings.proxy),
    },
    {
      name: 'starting at login',
      differs: (left, right) => left.startAtLogin !== right.startAtLogin,
      apply: ({ startAtLogin }) => loginItem.apply(startAtLogin),
    },
  ]

  /** What can be known to be wrong before anything is touched. */
  const check = (before: DesktopSettings, wanted: DesktopSettings): Result<DesktopSettings> => {
    if (wanted.closeToTray && !before.closeToTray && !tray) {
      return cannot('This desktop shows no tray icons.', 'Tributary cannot stay in the tray.')
    }
    if (wanted.startAtLogin && !before.startAtLogin && !loginItem.offer.can) {
      return cannot(loginItem.offer.why, 'Tributary cannot start at login.')
    }
    if (!sameList(before.spellCheck, wanted.spellCheck)) {
      const languages = spellChecker.check(wanted.spellCheck)
      if (!languages.ok) return languages
    }
    if (sameProxy(before.proxy, wanted.proxy)) return ok(wanted)
    const tidied = proxy.check(wanted.proxy)
    return tidied.ok ? ok({ ...wanted, proxy: tidied.value }) : tidied
  }

  const change = async (wanted: Partial<DesktopSettings>): Promise<Result<void>> => {
    const before = store.state.value.settings
    const checked = check(before, { ...before, ...wanted })
    if (!checked.ok) return checked
    const next = checked.value
    const done: Effect[] = []
    const undo = async (error: TributaryError): Promise<Result<void>> => {
      const stuck: string[] = []
      for (const effect of done.reverse()) if (!(await effect.apply(before)).ok) stuck.push(effect.name)
      if (stuck.length === 0) return failed(error)
      const more = `What had been changed already could not be put back: ${stuck.join(', ')}. Look at Settings, and choose again.`
      return failed({ ...error, message: `${error.message} ${more}` })
    }
    for (const effect of effects) {
      if (!effect.differs(before, next)) continue
      const applied = await effect.apply(next)
      if (!applied.ok) return undo(applied.error)
      done.push(effect)
    }
    const stored = store.change((state) => ({ ...state, settings: next }))
    return stored.ok ? stored : undo(stored.error)
  }

  return {
    view,
    change: (wanted) => inTurn(() => change(wanted)),
    keepSecrets: (where) => inTurn(() => secrets.keep(where)),
    checkForUpdate: updates.check,
    update: updates.take,
    start: () =>
      inTurn(async () => {
        const problems: string[] = []
        const { settings } = store.state.value
        for (const result of [spellChecker.apply(settings.spellCheck), await proxy.apply(settings.proxy)]) {
          if (!result.ok) problems.push(result.error.message)
        }
        problems.push(...(await adoptLoginItem(settings)))
        return problems
      }),
    stop() {
      for (const release of releases) release()
    },
  }

  /** A person may change it in the system's own settings, too: those have the last word. */
  async function adoptLoginItem(settings: DesktopSettings): Promise<readonly string[]> {
    if (!loginItem.offer.can) return []
    const isOn = await loginItem.isOn()
    const results = [
      await loginItem.refresh(),
      isOn === settings.startAtLogin
        ? ok(undefined)
        : store.change((state) => ({ ...state, settings: { ...state.settings, startAtLogin: isOn } })),
    ]
    return results.flatMap((result) => (result.ok ? [] : [result.error.message]))
  }
}

const cannot = (why: string, whatFollows: string): Result<never> =>
  failed({ kind: 'unsupported', why, message: `${whatFollows} ${why}` })
