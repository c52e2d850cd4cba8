/** Which file shows which drawing, in which sizes (px). The drawings are ours: streams that run together into one. */

/** `source` is a drawing in `build/icons`; `file` is below the project's root. */
export type IconPlan =
  | { readonly form: 'png'; readonly source: string; readonly file: string; readonly size: number }
  | { readonly form: 'ico'; readonly source: string; readonly file: string; readonly sizes: readonly number[] }
  | { readonly form: 'icns'; readonly source: string; readonly file: string }
  /** The drawing itself, where a page shows it. */
  | { readonly form: 'svg'; readonly source: string; readonly file: string }

const png = (source: string, file: string, size: number): IconPlan => ({ form: 'png', source, file, size })

const twice = (source: string, file: string, size: number): readonly IconPlan[] => [
  png(source, `${file}.png`, size),
  png(source, `${file}@2x.png`, size * 2),
]

/** Linux shows the colours; macOS a template, which the menu bar tints; Windows picks from the .ico by its scaling. */
const tray = (name: string): readonly IconPlan[] => {
  const coloured = name === 'tray' ? 'app.svg' : `${name}.svg`
  return [
    ...twice(coloured, `resources/${name}`, 24),
    ...twice(`${name}-template.svg`, `resources/${name}Template`, 16),
    { form: 'ico', source: coloured, file: `resources/${name}.ico`, sizes: [16, 20, 24, 32, 48] },
  ]
}

export const iconPlans: readonly IconPlan[] = [
  ...[16, 24, 32, 48, 64, 128, 256, 512, 1024].map((size) =>
    png('app.svg', `build/icons/linux/${size}x${size}.png`, size),
  ),
  { form: 'ico', source: 'app.svg', file: 'build/icon.ico', sizes: [16, 24, 32, 48, 64, 128, 256] },
  // Apple's grid leaves a margin around the tile.
  { form: 'icns', source: 'app-mac.svg', file: 'build/icon.icns' },
  png('app.svg', 'resources/icon.png', 256),
  ...tray('tray'),
  ...tray('tray-unread'),
  ...tray('tray-trouble'),
  ...twice('badge-unread.svg', 'resources/badge-unread', 16),
  { form: 'svg', source: 'app.svg', file: 'renderer/styles/icon.svg' },
]

/** Written beside the drawings when they are rendered: by name, the SHA-256 of what was drawn and of what came of it. */
export interface IconRecord {
  readonly sources: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
}

/** The SHA-256 of a drawing or a file, by the names of the record; undefined where there is none. */
export interface IconHashes {
  readonly source: (name: string) => string | undefined
  readonly file: (path: string) => string | undefined
}

/** What of the plan is not as it was rendered: the drawing has changed since, or the file has. */
export const findStaleIcons = (
  plans: readonly IconPlan[],
  record: IconRecord,
  hashes: IconHashes,
): readonly string[] => {
  const isKept = (recorded: string | undefined, now: string | undefined) => recorded !== undefined && recorded === now
  return plans.flatMap(({ source, file }) =>
    isKept(record.sources[source], hashes.source(source)) && isKept(record.files[file], hashes.file(file))
      ? []
      : [file],
  )
}
