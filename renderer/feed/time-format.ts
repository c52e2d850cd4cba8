/** Times and spans as the feed shows them. Spans are in whole, rounded-up units: "in 1 s" never reads "in 0 s". */

export type ClockStyle = '12' | '24'

export const clockStyleOf = (locale: string | undefined): ClockStyle =>
  new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true ? '12' : '24'

const two = (value: number): string => (value < 10 ? `0${value}` : String(value))

/** "21:04" or "9:04", in the system's time zone. `time` is ms since epoch. */
export const formatTime = (time: number, style: ClockStyle): string => {
  const date = new Date(time)
  const hours = date.getHours()
  return `${style === '24' ? two(hours) : String(hours % 12 === 0 ? 12 : hours % 12)}:${two(date.getMinutes())}`
}

/** "45 s", "10 min", "1 h", "1 h 30 min", "14 d". */
export const formatSeconds = (seconds: number): string => {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  const restMinutes = minutes % 60
  if (hours < 24) return restMinutes === 0 ? `${hours} h` : `${hours} h ${restMinutes} min`
  const days = Math.floor(hours / 24)
  const restHours = hours % 24
  return restHours === 0 ? `${days} d` : `${days} d ${restHours} h`
}

/** Whole seconds until `time`, never below one while it lies ahead. */
export const secondsUntil = (time: number, now: number): number => Math.max(0, Math.ceil((time - now) / 1000))

/** "4:09" for a countdown of minutes. */
export const formatCountdown = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${two(Math.floor(seconds % 60))}`

/** "1,234" up to "12.3K", for viewers. */
export const formatCount = (count: number): string =>
  count < 10_000
    ? count.toLocaleString('en-US')
    : new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 }).format(count)
