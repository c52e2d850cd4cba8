/** `node simulator/main.ts [--port N] [--replay FILE] [--script conversation]`: the simulator alone. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createSimulator } from './simulator.ts'

const usage = `Usage: node simulator/main.ts [options]
  --port N                 listen on this port (default: any free one)
  --script conversation    start the never-ending conversation
  --seed N                 the conversation's seed (default 1)
  --pace N                 its speed (default 1)
  --replay FILE            send recorded IRC lines or EventSub frames, once somebody is connected
  --rate N                 recorded lines a second (default 50)
  --device-interval N      seconds between polls of a device code (default 5)
  --approve LOGIN          approve every device code at once for this account`

const readNumber = (text: string | undefined, name: string): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} needs a number, not "${text}".`)
  return value
}

const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      script: { type: 'string' },
      seed: { type: 'string' },
      pace: { type: 'string' },
      replay: { type: 'string' },
      rate: { type: 'string' },
      'device-interval': { type: 'string' },
      approve: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) {
    console.log(usage)
    return
  }
  if (values.script !== undefined && values.script !== 'conversation') {
    throw new Error(`There is no script "${values.script}"; "conversation" is the only one.`)
  }
  const port = readNumber(values.port, 'port')
  const interval = readNumber(values['device-interval'], 'device-interval')
  const seed = readNumber(values.seed, 'seed')
  const pace = readNumber(values.pace, 'pace')
  const rate = readNumber(values.rate, 'rate')
  const lines = values.replay === undefined ? undefined : (await readFile(values.replay, 'utf8')).split(/\r?\n/)

  const simulator = await createSimulator({
    ...(port !== undefined && { port }),
    ...(interval !== undefined && { deviceIntervalSeconds: interval }),
  })
  if (values.approve !== undefined) simulator.control.approveDevicesAutomatically({ user: values.approve })
  if (values.script === 'conversation') {
    simulator.control.startConversation({ ...(seed !== undefined && { seed }), ...(pace !== undefined && { pace }) })
  }
  if (lines !== undefined) {
    const waiting = setInterval(() => {
      if (simulator.control.connections().length === 0) return
      clearInterval(waiting)
      void simulator.control.replay({ lines, ...(rate !== undefined && { rate }) })
    }, 500)
  }
  const stop = (): void => {
    void simulator.stop().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  process.once('disconnect', stop)
  console.log(JSON.stringify({ simulator: simulator.url, endpoints: simulator.endpoints }))
}

run().catch((error: unknown) => {
  console.error(`The simulator could not start: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
