import { useEffect, useState } from 'react'
import type { DeliveryView } from '../../shared/contract.ts'
import { Button, PlatformMark, useNow } from '../controls/controls.tsx'
import type { AppState } from '../state/app-store.ts'
import { channelById, channelLabel } from '../state/app-store.ts'
import { useApp, useCommand, useServices } from '../state/context.tsx'
import styles from './composer.module.css'
import { describeDelivery } from './delivery-text.ts'

/** How long "confirmed" stays in sight, ms. */
const confirmedMs = 3000

/** "NAME on PLATFORM", with the other rooms that the same message reaches; `short` without the platform. */
const nameOf = (state: AppState, delivery: DeliveryView, short = false): string => {
  const [first = '', ...others] = delivery.channels.map((id, index) => {
    const channel = channelById(state, id)
    if (channel === undefined) return index === 0 ? `${delivery.channelName} (closed)` : 'a closed channel'
    return short ? channel.ref.name : channelLabel(state, channel)
  })
  if (others.length === 0) return first
  return short ? `${first} + ${others.join(' + ')}` : `${first}, shared with ${others.join(' and ')}`
}

const DeliveryLine = ({ delivery }: { delivery: DeliveryView }) => {
  const { ui } = useServices()
  const run = useCommand()
  const name = useApp((state) => nameOf(state, delivery))
  const shortName = useApp((state) => nameOf(state, delivery, true))
  const platform = useApp((state) => channelById(state, delivery.channels[0])?.ref.platform)
  const isOpen = platform !== undefined
  const { status } = delivery.state
  const now = useNow(status === 'queued' || status === 'uncertain')
  const words = describeDelivery(delivery.state, now)
  const edit = () => {
    const draft = ui.state.getState().drafts.get('unified') ?? ''
    ui.setDraft('unified', draft === '' ? delivery.text : `${draft}\n${delivery.text}`)
    void run('deliveries.dismiss', { delivery: delivery.id })
    document.querySelector<HTMLElement>('[data-unified-input]')?.focus()
  }
  return (
    <li className={styles['delivery']} data-tone={words.tone} data-rests={words.rests ? '' : undefined}>
      {platform !== undefined && <PlatformMark platform={platform} />}
      <p
        role="status"
        className={styles['deliveryWords']}
        aria-label={`Delivery to ${name}`}
        title={`${name}\n${delivery.text}`}
      >
        <b>{shortName}</b> <span>{words.text}</span>
      </p>
      <q className={styles['deliveryText']}>{delivery.text}</q>
      <span className={styles['deliveryActs']}>
        {words.sendLabel !== undefined && isOpen && (
          <Button onClick={() => void run('deliveries.send', { delivery: delivery.id })}>{words.sendLabel}</Button>
        )}
        {words.rests && status !== 'maybeSent' && (
          <Button tone="quiet" onClick={edit}>
            Edit
          </Button>
        )}
        {(words.rests || status === 'queued') && (
          <Button tone="quiet" onClick={() => void run('deliveries.dismiss', { delivery: delivery.id })}>
            {status === 'asking' || status === 'queued' ? 'Discard' : 'Dismiss'}
          </Button>
        )}
      </span>
    </li>
  )
}

/** A confirmed delivery stays for a moment, so that the eye can catch it, and then makes room. */
const useLingering = (deliveries: readonly DeliveryView[]): readonly DeliveryView[] => {
  const [over, setOver] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const confirmed = deliveries.filter(({ id, state }) => state.status === 'confirmed' && !over.has(id))
    if (confirmed.length === 0) return
    const timer = setTimeout(() => {
      const present = new Set(deliveries.map(({ id }) => id))
      setOver(new Set([...over].filter((id) => present.has(id)).concat(confirmed.map(({ id }) => id))))
    }, confirmedMs)
    return () => clearTimeout(timer)
  }, [deliveries, over])
  return deliveries.filter(({ id }) => !over.has(id))
}

/**
 * One line per target. What goes its way by itself stands side by side in a line that is kept free for it, so that
 * sending moves nothing; what waits for the person gets a line of its own.
 */
export const Deliveries = () => {
  const deliveries = useLingering(useApp((state) => state.deliveries))
  return (
    <div className={styles['deliveries']}>
      {deliveries.length > 0 && (
        <ul aria-label="Deliveries">
          {deliveries.map((delivery) => (
            <DeliveryLine key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </div>
  )
}
