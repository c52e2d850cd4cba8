/** axe in the page, in every look. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'
import type { DrivenApp } from '../harness/drive-app.ts'
import { hostKind } from './hosts.ts'
import { narrow, wide } from './stage.ts'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Finding {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** A theme is colours: where everything was looked at in one, these rules are all that another can break. */
const ofColours = ['color-contrast', 'link-in-text-block']

// What is still fading in has no contrast yet; what never looked at anything has found nothing. Style sheets are preloaded
// only for a rule that is off.
const look = (only: readonly string[] | undefined) => `
  Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)))
  .then(() => axe.run(document, ${JSON.stringify({ preload: false, ...(only === undefined ? {} : { runOnly: only }) })}))
  .then(({ violations, passes }) => {
    if (passes.length < ${only === undefined ? 10 : 1}) throw new Error('axe looked at next to nothing')
    return JSON.stringify(violations)
  })`

/** Runs by the debugger's own evaluation, which the page's policy does not concern. */
const findings = async (page: Page, only?: readonly string[]): Promise<readonly string[]> => {
  const session = await page.context().newCDPSession(page)
  try {
    await session.send('Runtime.evaluate', { expression: `if (!window.axe) { ${source} }` })
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: look(only),
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails !== undefined) throw new Error(`axe failed: ${exceptionDetails.text}`)
    const violations: readonly Finding[] = JSON.parse(String(result.value))
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map((node) => `    ${node.html.slice(0, 200)}\n      ${node.failureSummary ?? ''}`).join('\n')}`,
    )
  } finally {
    await session.detach()
  }
}

const everyTheme = ['dark', 'light', 'highContrast'] as const
/** Both hosts show the same style sheets: what is colours is looked at in one of them. */
const themes = hostKind === 'web' ? everyTheme : everyTheme.slice(0, 1)

/**
 * What axe finds on the screen as it stands, at both widths and, as far as they are colours, in every theme; each finding
 * once, with its first look.
 */
export const auditEveryLook = async (page: Page, app: Pick<DrivenApp, 'invoke'>): Promise<readonly string[]> => {
  const found = new Map<string, string>()
  for (const theme of themes) {
    await app.invoke('preferences.change', { theme })
    await page.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' })
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size)
      for (const finding of await findings(page, theme === themes[0] ? undefined : ofColours))
        if (!found.has(finding)) found.set(finding, `${theme} at ${size.width} px: ${finding}`)
    }
  }
  await page.setViewportSize(wide)
  return [...found.values()]
}
