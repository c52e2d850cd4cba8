/** Sums of money and bits as `Amount`. */
import type { Amount } from '../../../../shared/model.ts'
import { countOf, objectOf, textOf } from '../wire.ts'

export const bitsAmount = (bits: number): Amount => ({
  value: String(bits),
  currency: 'bits',
  display: `${bits.toLocaleString('en-US')} ${bits === 1 ? 'bit' : 'bits'}`,
})

const maxPlaces = 6

/** How many digits a currency's smallest coin has behind the point: two for most, none for the yen. */
const placesOf = (currency: string): number =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** `units` of the smallest coin; `places` is the currency's own where it is not told. Undefined for no currency. */
export const moneyAmount = (
  units: number | undefined,
  places: number | undefined,
  currencyCode: string,
): Amount | undefined => {
  const currency = currencyCode.toUpperCase()
  if (units === undefined || !/^[A-Z]{3}$/.test(currency)) return undefined
  const digits = Math.min(places ?? placesOf(currency), maxPlaces)
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

/** EventSub's `{value, decimal_place, currency}`; some of its charity events call the digits `decimal_places`. */
export const wireMoney = (wire: unknown): Amount | undefined => {
  const { value, decimal_place, decimal_places, currency } = objectOf(wire)
  return moneyAmount(countOf(value), countOf(decimal_place ?? decimal_places), textOf(currency))
}
