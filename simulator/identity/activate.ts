/** The page where a person enters or confirms the device code: small, real, usable by keyboard and screen reader. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { hostLogin, seedChannels } from '../world/seed.ts'
import type { World } from '../world/world.ts'
import type { Identity } from './identity.ts'

export interface ActivateContext {
  readonly identity: Identity
  readonly world: World
  readonly now: () => number
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
  main { width: min(28rem, 100% - 2rem); border: 1px solid color-mix(in oklab, CanvasText 25%, Canvas); border-radius: 12px; padding: 1.5rem; box-sizing: border-box; }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
  code { font-size: 1.5rem; letter-spacing: .2em; }
  ul { padding-left: 1.25rem; }
  label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
  select, input, button { font: inherit; padding: .5rem .75rem; border-radius: 8px; border: 1px solid color-mix(in oklab, CanvasText 45%, Canvas); min-height: 44px; box-sizing: border-box; }
  select, input { width: 100%; background: Field; color: FieldText; }
  .actions { display: flex; gap: .75rem; margin-top: 1.25rem; }
  button { flex: 1; cursor: pointer; background: ButtonFace; color: ButtonText; }
  button.primary { background: #6b31c9; border-color: #6b31c9; color: #fff; }
  :focus-visible { outline: 3px solid #2fa8e0; outline-offset: 2px; }
`

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

type Page = ReturnType<typeof html>

const page = (title: string, body: Page): Page => html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head>
<body><main>${body}</main></body>
</html>`

const outcome = (title: string, text: string): Page => page(title, html`<h1>${title}</h1><p role="status">${text}</p>`)

const codeForm = page(
  'Activate a device',
  html`<h1>Activate a device</h1>
<form method="get" action="/activate">
<label for="device-code">Code shown by the app</label>
<input id="device-code" name="device-code" autocomplete="off" autocapitalize="characters" required>
<div class="actions"><button class="primary" type="submit">Continue</button></div>
</form>`,
)

export const createActivateRoutes = (context: ActivateContext): Hono => {
  const { identity, world, now } = context
  const routes = new Hono()
  const pendingFor = (userCode: string) => {
    const request = identity.deviceByUserCode(userCode.trim().toUpperCase())
    return request !== undefined && request.state === 'pending' && request.expiresAt > now() ? request : undefined
  }
  const accounts = (): readonly { readonly login: string; readonly name: string }[] => {
    const broadcasters = seedChannels.map((seed) => seed.login)
    const others = Array.from(world.users(), (user) => user.login).filter((login) => !broadcasters.includes(login))
    return [hostLogin, ...broadcasters.filter((login) => login !== hostLogin), ...others].flatMap(
      (login) => world.userByLogin(login) ?? [],
    )
  }

  routes.use(async (c, next) => {
    await next()
    c.header('content-security-policy', policy)
    c.header('referrer-policy', 'no-referrer')
  })

  routes.get('/', (c) => {
    const userCode = c.req.query('device-code') ?? ''
    if (userCode === '') return c.html(codeForm)
    const request = pendingFor(userCode)
    if (request === undefined) {
      return c.html(
        outcome('Code not valid', 'This code is not known, was used, or has run out. Start again in the app.'),
        404,
      )
    }
    return c.html(
      page(
        'Authorize the app',
        html`<h1>Authorize the app</h1>
<p>The code in the app should read <code>${request.userCode}</code>. This is a simulated Twitch; no real account is involved.</p>
<p>The app asks to use:</p>
<ul>${request.scopes.map((scope) => html`<li>${scope}</li>`)}</ul>
<form method="post" action="/activate">
<input type="hidden" name="device-code" value="${request.userCode}">
<label for="account">Sign in as</label>
<select id="account" name="account">${accounts().map((user) => html`<option value="${user.login}">${user.name} (${user.login})</option>`)}</select>
<div class="actions">
<button class="primary" type="submit" name="decision" value="authorize">Authorize</button>
<button type="submit" name="decision" value="cancel">Cancel</button>
</div>
</form>`,
      ),
    )
  })

  routes.post('/', async (c) => {
    const form = new URLSearchParams(await c.req.text())
    const request = pendingFor(form.get('device-code') ?? '')
    if (request === undefined) {
      return c.html(
        outcome('Code not valid', 'This code is not known, was used, or has run out. Start again in the app.'),
        404,
      )
    }
    const user = world.userByLogin(form.get('account') ?? '')
    if (form.get('decision') !== 'authorize' || user === undefined) {
      request.state = 'refused'
      return c.html(outcome('Not authorized', 'Nothing was shared with the app. You can close this page.'))
    }
    request.state = 'approved'
    request.userId = user.id
    return c.html(outcome('Done', `The app is now signed in as ${user.name}. You can close this page.`))
  })

  return routes
}
