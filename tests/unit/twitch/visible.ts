/** Letters, digits, punctuation and symbols: what a reader sees. */
export const visible = (text: string): string => (text.match(/[\p{L}\p{N}\p{P}\p{S}]/gu) ?? []).join('')
