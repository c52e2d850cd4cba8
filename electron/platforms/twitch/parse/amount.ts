/** Sums of money and bits as `Amount`. */
import type { Amount } from '../../../../shared/model.ts'

export const bitsAmount = (bits: number): Amount => ({
  value: String(bits),
  currency: 'bits',
  display: `${bits.toLocaleString('en-US')} ${bits === 1 ? 'bit' : 'bits'}`,
})

const maxPlaces = 6

/** `units` of the smallest coin; `places` says how many digits stand behind the point. Undefined for no currency. */
export const moneyAmount = (
  units: number | undefined,
  places: number | undefined,
  currency: string,
): Amount | undefined => {
  if (units === undefined || !/^[A-Z]{3}$/.test(currency)) return undefined
  const digits = Math.min(places ?? 0, maxPlaces)
  const padded = String(units).padStart(digits + 1, '0')
  const cut = padded.length - digits
  const value = digits === 0 ? padded : `${padded.slice(0, cut)}.${padded.slice(cut)}`
  const display = Number(value).toLocaleString('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return { value, currency, display }
}
