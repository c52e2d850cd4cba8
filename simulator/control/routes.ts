/** The control API over HTTP: `POST /control/<operation>` with a JSON object; `GET /control` lists the operations. */
import { Hono } from 'hono'
import { toRuns } from './schemas.ts'
import type { Control } from './types.ts'

const isControlError = (error: unknown): error is Error => error instanceof Error && 'control' in error

export const createControlRoutes = (control: Control): Hono => {
  const runs = new Map(Object.entries(toRuns(control)))
  const routes = new Hono()

  routes.get('/', (c) => c.json({ operations: Array.from(runs.keys()) }))

  routes.post('/:operation', async (c) => {
    const run = runs.get(c.req.param('operation'))
    if (run === undefined) return c.json({ error: 'There is no such operation; GET /control lists them.' }, 404)
    // JSON only: a web page elsewhere can not send it here without asking first.
    if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
      return c.json({ error: 'The Content-Type must be application/json.' }, 415)
    }
    const body = await c.req.text()
    try {
      const input: unknown = body === '' ? {} : JSON.parse(body)
      return c.json({ result: (await run(input)) ?? null })
    } catch (error) {
      if (error instanceof SyntaxError) return c.json({ error: 'The body is not valid JSON.' }, 400)
      if (isControlError(error)) return c.json({ error: error.message }, 400)
      throw error
    }
  })
  return routes
}
