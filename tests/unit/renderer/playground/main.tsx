/** The renderer with a scripted core, to look at and to measure; `?scene=…&theme=…&rate=…&desktop=1` choose. Not shipped. */
import '../../../../renderer/styles/index.css'

import { createRoot } from 'react-dom/client'
import { App } from '../../../../renderer/app.tsx'
import { createServices, ServicesProvider } from '../../../../renderer/state/context.tsx'
import type { DesktopView, Preferences, UpdateView, WindowView } from '../../../../shared/contract.ts'
import { failed, ok } from '../../../../shared/errors.ts'
import { createFakeBridge } from '../fake-bridge.ts'
import { sampleDesktop, sampleDesktopHost, sampleHost, samplePreferences, sampleWindow } from '../samples.ts'
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
const isDesktop = query.get('desktop') === '1'
const host = isDesktop ? sampleDesktopHost : sampleHost
bridge.answer('host.info', () =>
  ok(scene === 'trouble' ? { ...host, customEndpoints: ['twitch'], demo: !isDesktop } : host),
)
if (isDesktop) playDesktop()

function playDesktop() {
  let own: WindowView = { ...sampleWindow, compact: query.get('compact') === '1' }
  let desktop: DesktopView = {
    ...sampleDesktop,
    secretsQuestion: query.get('question') === '1' ? { why: 'No keyring was found on this system.' } : null,
  }
  const tell = (update: UpdateView) => {
    desktop = { ...desktop, update }
    bridge.emit('desktop', desktop)
  }
  bridge.emit('window', own)
  bridge.emit('desktop', desktop)
  bridge.answer('window.change', (change) => {
    own = { ...own, ...change }
    bridge.emit('window', own)
    return ok({})
  })
  bridge.answer('desktop.change', (change) => {
    if (change.proxy?.mode === 'manual' && !change.proxy.url.includes('://'))
      return failed({
        kind: 'invalid',
        field: 'proxy.url',
        reason: 'no scheme',
        message: 'This is no address of a proxy. Begin it with http:// or socks5://.',
      })
    desktop = { ...desktop, settings: { ...desktop.settings, ...change } }
    bridge.emit('desktop', desktop)
    return ok({})
  })
  bridge.answer('desktop.keepSecrets', () => {
    desktop = { ...desktop, secretsQuestion: null }
    bridge.emit('desktop', desktop)
    return ok({})
  })
  bridge.answer('desktop.checkForUpdate', () => {
    tell({ status: 'available', version: '1.2.0', how: 'install' })
    return ok({})
  })
  bridge.answer('desktop.update', () => {
    tell({ status: 'downloading', version: '1.2.0', percent: 43.7 })
    return ok({})
  })
}
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
