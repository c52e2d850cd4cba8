/** Moves one entry to `index`, counted after it was taken out. Indexes outside the list mean its ends. */
export const moveTo = <Entry>(entries: readonly Entry[], entry: Entry, index: number): readonly Entry[] => {
  if (!entries.includes(entry)) return entries
  const others = entries.filter((other) => other !== entry)
  const place = Math.max(0, Math.min(others.length, index))
  return [...others.slice(0, place), entry, ...others.slice(place)]
}

/** Where an entry that is dropped on `target` lands: below it when it comes from above, else above it. */
export const dropSide = <Entry>(
  entries: readonly Entry[],
  entry: Entry | undefined,
  target: Entry,
): 'above' | 'below' | undefined => {
  const from = entry === undefined ? -1 : entries.indexOf(entry)
  const to = entries.indexOf(target)
  if (from === -1 || from === to) return undefined
  return from < to ? 'below' : 'above'
}

export const moveBy = <Entry>(entries: readonly Entry[], entry: Entry, steps: number): readonly Entry[] =>
  moveTo(entries, entry, entries.indexOf(entry) + steps)
