/** Up and Down in the input walk through what was sent. */

/** `place` counts from the newest, 0; undefined while the person's own draft stands. `draft` waits to come back. */
export interface Recall {
  readonly place: number | undefined
  readonly draft: string
}

export const noRecall: Recall = { place: undefined, draft: '' }

export interface Recalled {
  readonly recall: Recall
  readonly text: string
}

/** Undefined when there is nothing further that way: the key keeps its own meaning. */
export const recallOlder = (recall: Recall, sent: readonly string[], text: string): Recalled | undefined => {
  const place = recall.place === undefined ? 0 : recall.place + 1
  const found = sent.at(-1 - place)
  if (found === undefined || place >= sent.length) return undefined
  return { recall: { place, draft: recall.place === undefined ? text : recall.draft }, text: found }
}

export const recallNewer = (recall: Recall, sent: readonly string[]): Recalled | undefined => {
  if (recall.place === undefined) return undefined
  if (recall.place === 0) return { recall: noRecall, text: recall.draft }
  const place = recall.place - 1
  return { recall: { ...recall, place }, text: sent.at(-1 - place) ?? recall.draft }
}

/** Up recalls when the input is empty or the caret is on its first line; Down when it is on its last. */
export const isOnFirstLine = (text: string, caret: number): boolean => !text.slice(0, caret).includes('\n')
export const isOnLastLine = (text: string, caret: number): boolean => !text.slice(caret).includes('\n')
