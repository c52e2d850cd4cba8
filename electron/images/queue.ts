/** Runs at most `atOnce` tasks at a time, the rest in order; what comes when `mostWaiting` wait is not run. */
export interface Queue {
  /** Undefined for a task that was not run. */
  run<Value>(task: () => Promise<Value>): Promise<Value | undefined>
}

export const createQueue = (atOnce: number, mostWaiting: number): Queue => {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    async run(task) {
      if (running >= atOnce) {
        if (waiting.length >= mostWaiting) return undefined
        // Whoever ends hands the place on, so that nobody comes in between.
        await new Promise<void>((resolve) => waiting.push(resolve))
      } else running += 1
      try {
        return await task()
      } finally {
        const next = waiting.shift()
        if (next === undefined) running -= 1
        else next()
      }
    },
  }
}
