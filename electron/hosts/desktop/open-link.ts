import { failed, ok, type Result } from '../../../shared/errors.ts'

/**
 * The only caller of `shell.openExternal`, which is handed in (checklist, 15). `url` has been checked by the core, which
 * opens https and the sign-in pages of the active endpoints only.
 */
export const openLink = async (url: string, open: (url: string) => Promise<void>): Promise<Result<void>> => {
  try {
    await open(url)
    return ok(undefined)
  } catch {
    return failed({
      kind: 'unsupported',
      why: 'no browser',
      message: `No browser could be opened. Open this address yourself: ${url}`,
    })
  }
}
