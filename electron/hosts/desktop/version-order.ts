/** Which of two versions is newer. https://semver.org/spec/v2.0.0.html, 11 */

export interface Version {
  /** As it was written, without its build metadata. */
  readonly text: string
  readonly numbers: readonly [string, string, string]
  /** Empty for a release. */
  readonly prerelease: readonly string[]
}

const number = '(0|[1-9]\\d{0,14})'
const identifier = '(?:0|[1-9]\\d{0,14}|\\d*[A-Za-z-][0-9A-Za-z-]*)'
const pattern = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
  'u',
)

/** Undefined for what is no version. */
export const parseVersion = (text: string): Version | undefined => {
  if (text.length > 100) return undefined
  const [, major, minor, patch, prerelease] = pattern.exec(text) ?? []
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  return {
    text: text.replace(/\+.*$/u, ''),
    numbers: [major, minor, patch],
    prerelease: prerelease?.split('.') ?? [],
  }
}

const isNumber = (part: string): boolean => /^\d+$/u.test(part)

/** Numbers by value and before words, words by their characters; what is missing comes first. */
const comparePart = (left: string | undefined, right: string | undefined): number => {
  if (left === right) return 0
  if (left === undefined) return -1
  if (right === undefined) return 1
  if (isNumber(left) && isNumber(right)) return Number(left) - Number(right)
  if (isNumber(left) !== isNumber(right)) return isNumber(left) ? -1 : 1
  return left < right ? -1 : 1
}

const compareParts = (left: readonly string[], right: readonly string[]): number => {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = comparePart(left[index], right[index])
    if (order !== 0) return order
  }
  return 0
}

/** Below zero where `left` is older. */
export const compareVersions = (left: Version, right: Version): number => {
  const numbers = compareParts(left.numbers, right.numbers)
  if (numbers !== 0) return numbers
  // A release is newer than what led to it.
  if ((left.prerelease.length === 0) !== (right.prerelease.length === 0)) return left.prerelease.length === 0 ? 1 : -1
  return compareParts(left.prerelease, right.prerelease)
}
