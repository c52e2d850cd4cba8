/** Runs one after the other what is given to it, in that order; one that fails does not stop the next. */
export const createSerial = (): (<Value>(run: () => Promise<Value>) => Promise<Value>) => {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const mine = last.then(run, run)
    last = mine.catch(() => undefined)
    return mine
  }
}
