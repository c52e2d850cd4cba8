import { ok, type Result } from '../../shared/errors.ts'
import { openSecretFile, parseTexts, printTexts, type SecretFileFormat, type SecretFileOptions } from './secret-file.ts'
import type { MovableSecrets } from './secrets.ts'

const format: SecretFileFormat<ReadonlyMap<string, string>> = {
  fileName: 'secrets.json',
  none: new Map(),
  parse: (text) => parseTexts(text)?.texts,
  print: (secrets) => printTexts(secrets),
}

/**
 * Secrets in one file that only its owner may read (0600): for where no keyring can be had. They are not encrypted.
 * `read` rejects when the file is there and cannot be read: that is no reason to forget what it holds.
 */
export const createFileSecrets = (options: SecretFileOptions): MovableSecrets => {
  const file = openSecretFile(options, format)
  /** `update` answers whether there is anything to write. */
  const change = (act: 'saved' | 'removed', update: (secrets: Map<string, string>) => boolean): Promise<Result<void>> =>
    file.change(act, async ({ content, save }) => {
      const next = new Map(content)
      if (update(next)) await save(next)
      return ok(undefined)
    })
  return {
    read: (key) => file.look(async ({ content }) => content.get(key)),
    write: (key, secret) =>
      change('saved', (secrets) => {
        secrets.set(key, secret)
        return true
      }),
    delete: (key) => change('removed', (secrets) => secrets.delete(key)),
    all: () => file.look(async ({ content }) => content),
    take: (entries) =>
      change('saved', (secrets) => {
        for (const [key, secret] of entries) secrets.set(key, secret)
        return entries.size > 0
      }),
    clear: () => file.remove(),
  }
}
