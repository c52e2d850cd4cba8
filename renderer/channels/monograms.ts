/** Two letters that stand for a name in the narrow rail. */

const sharedLength = (left: readonly string[], right: readonly string[]): number => {
  const end = left.findIndex((letter, index) => letter !== right[index])
  return end === -1 ? left.length : end
}

/** The first two letters; where several names begin alike, the first and the one in which each differs. */
export const monogramsOf = (names: readonly string[]): readonly string[] => {
  const all = names.map((name) => [...name])
  const plain = all.map((letters) => letters.slice(0, 2).join(''))
  return all.map((letters, index) => {
    const alike = all.filter((_, other) => other !== index && plain[other] === plain[index])
    const differs = Math.max(0, ...alike.map((other) => sharedLength(letters, other)))
    return alike.length === 0 ? (plain[index] ?? '') : `${letters[0] ?? ''}${letters[differs] ?? ''}`
  })
}
