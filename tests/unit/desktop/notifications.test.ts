import type { NotificationConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import type { HostNotification } from '../../../electron/core/ports/host.ts'
import { createNotifications } from '../../../electron/hosts/desktop/notifications.ts'
import { createVirtualClock } from '../../harness/clock.ts'
import { createTestLog, type LogEntry } from '../../harness/host.ts'
import { channelIdOf } from '../renderer/samples.ts'

class FakeNotification {
  readonly options: NotificationConstructorOptions
  isOpen = false
  readonly #listeners = new Map<string, () => void>()
  constructor(options: NotificationConstructorOptions) {
    this.options = options
  }
  show() {
    this.isOpen = true
  }
  close() {
    this.isOpen = false
    this.emit('close')
  }
  on(event: string, listener: () => void) {
    this.#listeners.set(event, listener)
  }
  emit(event: 'click' | 'close' | 'failed') {
    this.#listeners.get(event)?.()
  }
}

const start = (platform: NodeJS.Platform = 'darwin', supported = true) => {
  const clock = createVirtualClock()
  const person = { wants: true, isHere: false }
  const made: FakeNotification[] = []
  const shownChannels: string[] = []
  const appIds: string[] = []
  const logs: LogEntry[] = []
  const notifications = createNotifications({
    Notification: class extends FakeNotification {
      static isSupported() {
        return supported
      }
      constructor(options: NotificationConstructorOptions) {
        super(options)
        made.push(this)
      }
    },
    app: { setAppUserModelId: (id) => appIds.push(id) },
    appId: 'chat.tributary.test',
    platform,
    clock,
    log: createTestLog(logs),
    wanted: () => person.wants,
    focused: () => person.isHere,
    nameOf: (channel) => ({ [channelIdOf('ann')]: 'Ann', [channelIdOf('bob')]: 'Bob' })[channel],
    show: (channel) => shownChannels.push(channel),
  })
  const said = () => made.map(({ options }) => options.title)
  return { clock, person, made, said, shownChannels, appIds, logs, notifications }
}

const mention = (channel: string, more: Partial<HostNotification> = {}): HostNotification => ({
  title: `Zoe in ${channel}`,
  body: '@me hello',
  channel: channelIdOf(channel),
  ...more,
})

describe('a notification', () => {
  it('does not come while a window has the focus, nor when it is not wanted, nor where there are none', () => {
    const { notifications, person, made } = start()
    person.isHere = true
    notifications.notify(mention('ann'))
    person.isHere = false
    person.wants = false
    notifications.notify(mention('ann'))
    expect(made).toEqual([])
    const none = start('linux', false)
    none.notifications.notify(mention('ann'))
    expect(none.made).toEqual([])
    expect(none.notifications.supported).toBe(false)
  })

  it('makes no sound: a microphone may be open', () => {
    const { notifications, made } = start()
    notifications.notify(mention('ann'))
    expect(made.map(({ options }) => options)).toEqual([{ title: 'Zoe in ann', body: '@me hello', silent: true }])
    expect(made[0]?.isOpen).toBe(true)
  })

  it('holds a bounded line, without marks that control or turn it', () => {
    const { notifications, made } = start()
    notifications.notify(
      mention('ann', { title: `\u202eZoe\u0000${'!'.repeat(500)}`, body: `a\nb\u0007${'c'.repeat(9_000)}` }),
    )
    const { title = '', body = '' } = made[0]?.options ?? {}
    expect(title).toMatch(/^Zoe!+$/u)
    expect(body).toMatch(/^a bc+$/u)
    expect(title.length).toBeLessThanOrEqual(100)
    expect(body.length).toBeLessThanOrEqual(240)
  })

  it('is text and no markup on Linux, where a body would be taken for it', () => {
    const body = '<a href="https://evil.example">free & easy</a>'
    const linux = start('linux')
    linux.notifications.notify(mention('ann', { title: 'Z<b>oe', body }))
    expect(linux.made[0]?.options).toMatchObject({
      title: 'Z<b>oe',
      body: '&lt;a href="https://evil.example"&gt;free &amp; easy&lt;/a&gt;',
    })
    const mac = start('darwin')
    mac.notifications.notify(mention('ann', { body }))
    expect(mac.made[0]?.options.body).toBe(body)
  })

  it('leads to its channel on a click', () => {
    const { notifications, made, shownChannels } = start()
    notifications.notify(mention('ann'))
    notifications.notify(mention('bob'))
    made[1]?.emit('click')
    expect(shownChannels).toEqual([channelIdOf('bob')])
  })

  it('is put in the log without its words when it failed', () => {
    const { notifications, made, logs } = start()
    notifications.notify(mention('ann'))
    made[0]?.emit('failed')
    expect(logs).toEqual([{ level: 'warn', event: 'notification not shown', fields: {} }])
  })

  it('is known to Windows by the name of the installed app, and to the others without', () => {
    expect(start('win32').appIds).toEqual(['chat.tributary.test'])
    expect(start('linux').appIds).toEqual([])
  })
})

describe('several mentions of one channel', () => {
  it('come as one, which takes the place of the first', async () => {
    const { clock, notifications, made, said } = start()
    notifications.notify(mention('ann'))
    notifications.notify(mention('ann', { body: 'second' }))
    notifications.notify(mention('ann', { body: 'third' }))
    await clock.advance(4_999)
    expect(said()).toEqual(['Zoe in ann'])
    await clock.advance(1)
    expect(said()).toEqual(['Zoe in ann', '3 mentions in Ann'])
    expect(made.map(({ isOpen }) => isOpen)).toEqual([false, true])
    expect(made[1]?.options.body).toBe('Zoe in ann: third')
  })

  it('never come more often than every five seconds, however many there are', async () => {
    const { clock, notifications, said } = start()
    for (let index = 0; index < 200; index++) {
      notifications.notify(mention('ann'))
      await clock.advance(100)
    }
    expect(said()).toEqual([
      'Zoe in ann',
      '50 mentions in Ann',
      '100 mentions in Ann',
      '150 mentions in Ann',
      '200 mentions in Ann',
    ])
  })

  it('leave another channel’s alone', () => {
    const { notifications, said } = start()
    notifications.notify(mention('ann'))
    notifications.notify(mention('bob'))
    expect(said()).toEqual(['Zoe in ann', 'Zoe in bob'])
  })

  it('are told one by one again after a pause', async () => {
    const { clock, notifications, said } = start()
    notifications.notify(mention('ann'))
    await clock.advance(5_000)
    notifications.notify(mention('ann'))
    expect(said()).toEqual(['Zoe in ann', 'Zoe in ann'])
  })

  it('name no channel that was closed meanwhile', async () => {
    const { clock, notifications, said } = start()
    notifications.notify(mention('cid'))
    notifications.notify(mention('cid'))
    await clock.advance(5_000)
    expect(said()).toEqual(['Zoe in cid', '2 mentions'])
  })

  it('stay away when the person came back before they were told', async () => {
    const { clock, person, notifications, said } = start()
    notifications.notify(mention('ann'))
    notifications.notify(mention('ann'))
    person.isHere = true
    await clock.advance(60_000)
    expect(said()).toEqual(['Zoe in ann'])
  })
})

it('takes back what is still shown when the person is here, and forgets what waits', async () => {
  const { clock, notifications, made } = start()
  notifications.notify(mention('ann'))
  notifications.notify(mention('ann'))
  notifications.notify(mention('bob'))
  notifications.dismissAll()
  expect(made.map(({ isOpen }) => isOpen)).toEqual([false, false])
  await clock.advance(60_000)
  expect(made).toHaveLength(2)
})

it('tells nothing after its stop', async () => {
  const { clock, notifications, made } = start()
  notifications.notify(mention('ann'))
  notifications.notify(mention('ann'))
  notifications.stop()
  await clock.advance(60_000)
  expect(made).toHaveLength(1)
  expect(clock.pending()).toBe(0)
})
