/** The renderer with a scripted core, to look at and to measure; `?scene=…&theme=…&rate=…` choose. Not shipped. */
import '../../../../renderer/styles/index.css'

import { createRoot } from 'react-dom/client'
import { App } from '../../../../renderer/app.tsx'
import { createServices, ServicesProvider } from '../../../../renderer/state/context.tsx'
import type { Preferences } from '../../../../shared/contract.ts'
import { ok } from '../../../../shared/errors.ts'
import { createFakeBridge } from '../fake-bridge.ts'
import { sampleHost, samplePreferences } from '../samples.ts'
import { playAccounts, playChannels, playDeliveries, playRows, rowAt } from './scene.ts'

const query = new URLSearchParams(location.search)
const scene = query.get('scene') ?? 'busy'
const rate = Number(query.get('rate') ?? 0)
const theme = query.get('theme')
const knownTheme: Preferences['theme'] =
  theme === 'light' || theme === 'highContrast' || theme === 'system' ? theme : 'dark'

const channels = scene === 'first' ? [] : playChannels(scene)
let preferences: Preferences = {
  ...samplePreferences,
  theme: knownTheme,
  sendBoxes: query.get('boxes') === '1',
  fontSize: Number(query.get('size') ?? 14),
  density: query.get('density') === 'compact' ? 'compact' : 'cosy',
  targets: channels.slice(0, 2).map(({ ref }) => ref.id),
}
const bridge = createFakeBridge({
  channels,
  accounts: scene === 'first' ? [] : playAccounts,
  preferences,
  deliveries: scene === 'trouble' ? playDeliveries : [],
  signIn: null,
  alerts:
    scene === 'trouble'
      ? [
          {
            id: 'a',
            severity: 'warning',
            message:
              'The settings file could not be read and was set aside as settings.broken.json. You start with fresh ones.',
          },
        ]
      : [],
})
bridge.answer('host.info', () =>
  ok(scene === 'trouble' ? { ...sampleHost, customEndpoints: ['twitch'], demo: true } : sampleHost),
)
bridge.answer('preferences.change', (change) => {
  preferences = { ...preferences, ...change }
  bridge.emit('preferences', preferences)
  return ok({})
})
const { services } = createServices({ bridge, imageUrl: (key) => `/img/${key}` })
const root = document.querySelector('#root')
if (root !== null)
  createRoot(root).render(
    <ServicesProvider services={services}>
      <App />
    </ServicesProvider>,
  )
if (scene !== 'first') bridge.snapshot(playRows())

if (rate > 0) {
  let sent = 0
  const sentTimes: [number, number][] = []
  Object.assign(window, { sentTimes })
  const started = performance.now()
  const ring = 2000
  const channel = channels[0]
  setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1000) * rate) - sent
    if (due <= 0 || channel === undefined) return
    const rows = Array.from({ length: Math.min(due, 256) }, (_, index) => rowAt(1000 + sent + index, Date.now()))
    sent += rows.length
    sentTimes.push([1000 + sent - 1, performance.now()])
    bridge.batch(rows, {
      floors:
        sent > ring ? channels.slice(0, 4).map(({ ref }) => ({ channel: ref.id, order: 1000 + sent - ring })) : [],
    })
    Object.assign(window, { sent })
  }, 8)
}
Object.assign(window, { services, bridge })
