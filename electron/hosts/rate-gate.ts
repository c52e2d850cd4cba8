/** A token bucket: `burst` at once, `perSecond` in the long run. */
export interface RateGate {
  /** 0 when it may pass, which takes one; else the ms until the next may. */
  take(): number
}

export const createRateGate = (
  rate: { readonly perSecond: number; readonly burst: number },
  elapsed: () => number,
): RateGate => {
  let tokens = rate.burst
  let last = elapsed()
  return {
    take() {
      const now = elapsed()
      tokens = Math.min(rate.burst, tokens + ((now - last) / 1000) * rate.perSecond)
      last = now
      if (tokens < 1) return Math.ceil(((1 - tokens) / rate.perSecond) * 1000)
      tokens -= 1
      return 0
    },
  }
}
