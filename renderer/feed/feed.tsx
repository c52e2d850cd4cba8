import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useStore } from 'zustand'
import type { FeedRow } from '../../shared/contract.ts'
import { focusInputOr, focusRowOf } from '../controls/focus.ts'
import { chordOf } from '../keys/key-map.ts'
import { useKeyMap } from '../keys/use-key-map.ts'
import { FeedActsContext } from '../moderation/acts.tsx'
import { RowMenu, type RowMenuState } from '../moderation/row-menu.tsx'
import { useRunAct } from '../moderation/use-run-act.ts'
import { channelById, channelLabel } from '../state/app-store.ts'
import { useApp, useCommand, useServices } from '../state/context.tsx'
import { useRowDisplay } from './display.ts'
import styles from './feed.module.css'
import type { ViewKey } from './feed-store.ts'
import { foldGaps } from './fold-gaps.ts'
import { JumpPill } from './jump-pill.tsx'
import { Row } from './row.tsx'
import { removalIn } from './row-view.ts'
import { useFeedWindow } from './use-feed-window.ts'
import { useHolds } from './use-holds.ts'

const rowElement = (target: EventTarget | null): HTMLElement | undefined =>
  target instanceof Element ? (target.closest<HTMLElement>('article[data-event-id]') ?? undefined) : undefined

const idOf = (target: EventTarget | null): string | undefined => rowElement(target)?.dataset['eventId']

/** Channels where our account may look at what was removed, as one comparable text. */
const moderatedKey = (
  channels: readonly { ref: { id: string }; capabilities: { remove: { can: unknown } } }[],
): string =>
  channels
    .filter((channel) => channel.capabilities.remove.can === true)
    .map((channel) => channel.ref.id)
    .join(' ')

/** One view of the feed. Mounted anew for every view, so that nothing of the last one is held. */
export const Feed = ({ view }: { view: ViewKey }) => {
  const { feed, app } = useServices()
  // Before the first snapshot nobody knows whether anything was said.
  const isKnown = useStore(feed.state, ({ ready }) => ready)
  const runCommand = useCommand()
  const runAct = useRunAct()
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const { rows, keys, span, scrolledUp, hold, release, jump, onScroll, onWheel } = useFeedWindow(
    feed,
    view,
    scroller,
    list,
  )
  const display = useRowDisplay(view)
  const shownRows = useMemo(
    () =>
      view === 'all' ? foldGaps(rows, (channel) => display.sources.get(channel)?.name ?? 'another channel') : rows,
    [view, rows, display],
  )
  const keyMap = useKeyMap()
  const [hovered, setHovered] = useState<string>()
  const [focused, setFocused] = useState<string>()
  const [menu, setMenu] = useState<RowMenuState>()
  const label = useApp((state) => {
    const channel = view === 'all' ? undefined : channelById(state, view)
    return channel === undefined ? 'All messages' : `Messages in ${channelLabel(state, channel)}`
  })
  const moderated = useApp((state) => moderatedKey(state.channels ?? []))
  const mayModerate = new Set(moderated === '' ? [] : moderated.split(' '))

  useEffect(() => (view === 'all' ? undefined : feed.watch(view)), [feed, view])

  // How many rows this window has held, for whoever measures; it changes with every batch, so no render may depend on it.
  useEffect(() => {
    const tell = ({ shown }: { readonly shown: number }) => {
      if (scroller.current !== null) scroller.current.dataset['shown'] = String(shown)
    }
    tell(feed.state.getState())
    return feed.state.subscribe(tell)
  }, [feed])

  const rowOf = useCallback((id: string | undefined): FeedRow | undefined => rows.find((row) => row.id === id), [rows])

  const openMenu = useCallback(
    (next: RowMenuState) => {
      hold('menu')
      // Opened with the pointer, the focus was elsewhere: it goes back there, or it would hold the feed.
      const before = document.activeElement
      const wasInside = before === null || scroller.current?.contains(before) === true
      setMenu(wasInside || !(before instanceof HTMLElement) ? next : { ...next, opener: before })
    },
    [hold],
  )
  const closeMenu = useCallback(
    (returnFocus: boolean) => {
      if (returnFocus && menu !== undefined) {
        // The button that opened it may be gone with the act; the row keeps its place.
        if (menu.opener.isConnected) menu.opener.focus()
        else focusRowOf(menu.row.id)
      }
      setMenu(undefined)
      release('menu')
    },
    [release, menu],
  )

  const onLeave = useCallback(() => setHovered(undefined), [])
  useHolds({ scroller, hold, release, jump, onLeave })

  const onPointerMove = (event: PointerEvent) => {
    const id = idOf(event.target)
    setHovered(id)
    if (event.target instanceof Element && event.target.closest('[data-acts]') !== null) hold('acts')
    else release('acts')
  }
  const onPointerDown = (event: PointerEvent) => {
    // Touch has no hover: the first touch on a row brings its acts.
    if (event.pointerType === 'touch') setHovered(idOf(event.target))
    hold('press')
  }
  const onFocus = (event: FocusEvent) => {
    hold('focus')
    setFocused(idOf(event.target))
  }
  const onBlur = (event: FocusEvent) => {
    if (event.relatedTarget instanceof Node && scroller.current?.contains(event.relatedTarget) === true) return
    setFocused(undefined)
    release('focus')
  }
  const onClick = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-external]') : null
    if (link === null) return
    event.preventDefault()
    void runCommand('links.open', { url: link.getAttribute('href') ?? '' })
    // A link that was clicked with the pointer keeps no focus, or the feed would stay held after it.
    if (event.detail > 0) link.blur()
  }

  const focusRow = (element: Element | null | undefined) => {
    if (element instanceof HTMLElement && element.dataset['eventId'] !== undefined) {
      element.focus({ preventScroll: true })
      element.scrollIntoView?.({ block: 'nearest' })
    }
  }
  const leave = () => {
    jump()
    document.querySelector<HTMLElement>('[data-unified-input]')?.focus()
  }
  const jumpByPill = () => {
    const { activeElement } = document
    // Where the focus is leaves the page with the jump: the pill itself, or a row that is far back.
    if (scroller.current?.contains(activeElement) === true) scroller.current.focus({ preventScroll: true })
    else if (activeElement?.closest('[data-jump]') != null) focusInputOr(scroller.current)
    jump()
  }

  const onActKeyDown = (event: KeyboardEvent, inside: HTMLElement) => {
    if (event.key === 'Escape') {
      inside.focus()
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    const buttons = [...inside.querySelectorAll<HTMLElement>('[data-acts] button')]
    const index = buttons.findIndex((button) => button.matches(':focus'))
    if (index < 0) return
    const step = event.key === 'ArrowRight' ? 1 : -1
    buttons[(index + step + buttons.length) % buttons.length]?.focus()
    event.preventDefault()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const element = rowElement(event.target)
    if (element !== undefined && event.target !== element) {
      onActKeyDown(event, element)
      return
    }
    switch (event.key) {
      case 'ArrowUp':
        event.preventDefault()
        focusRow(element === undefined ? list.current?.lastElementChild : element.previousElementSibling)
        return
      case 'ArrowDown':
        event.preventDefault()
        focusRow(element === undefined ? list.current?.lastElementChild : element.nextElementSibling)
        return
      case 'Escape':
        event.preventDefault()
        leave()
        return
    }
    const action = keyMap.get(chordOf(event))
    if (action?.name === 'jumpToLatest') {
      event.preventDefault()
      // The focused row may leave the page.
      scroller.current?.focus({ preventScroll: true })
      jump()
      return
    }
    if (action?.where !== 'row') return
    const row = rowOf(element?.dataset['eventId'])
    if (element === undefined || row === undefined) return
    event.preventDefault()
    if (action.name === 'openActs') element.querySelector<HTMLElement>('[data-acts] button')?.focus()
    else if (action.name === 'timeOut') {
      const rect = (element.querySelector('[data-act=timeout]') ?? element).getBoundingClientRect()
      if (runAct.can(row, view, 'timeout'))
        openMenu({ kind: 'timeout', row, opener: element, left: rect.right, top: rect.bottom })
    } else runAct.byKey(action.name, row, view)
  }

  const { channels = [] } = app.state.getState()
  const mayReveal = (row: FeedRow): boolean => {
    const removal = row.removals.length === 0 ? undefined : removalIn(row, view)
    return removal !== undefined && mayModerate.has(removal.channel)
  }
  const replyGone = (row: FeedRow): boolean => {
    if (row.event.kind !== 'message' || row.event.replyTo === undefined) return false
    const parent = feed.current(row.event.replyTo.message)
    return parent !== undefined && removalIn(parent, view) !== undefined
  }

  return (
    <section className={styles['feed']} aria-label={view === 'all' ? 'Feed' : 'Channel feed'}>
      <FeedActsContext value={{ openMenu }}>
        <div
          ref={scroller}
          className={styles['scroller']}
          role="log"
          aria-live="off"
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          onScroll={onScroll}
          onWheel={(event) => onWheel(event.deltaY)}
          onPointerMove={onPointerMove}
          onPointerDown={onPointerDown}
          onFocus={onFocus}
          onBlur={onBlur}
          onMouseDown={(event) => {
            // A link or button in the feed that is pressed must not take the focus, or the feed would stay held.
            if (event.target instanceof Element && event.target.closest('a, button') !== null) event.preventDefault()
          }}
          onClick={onClick}
          onAuxClick={onClick}
          onKeyDown={onKeyDown}
        >
          <div
            ref={list}
            className={styles['list']}
            data-times={display.showTimes ? '' : undefined}
            data-sources={view === 'all' ? '' : undefined}
          >
            {shownRows.map((row) => (
              <Row
                key={keys.get(row.id)}
                row={row}
                display={display}
                active={row.id === hovered || row.id === focused || row.id === menu?.row.id}
                mayReveal={row.removals.length > 0 && mayReveal(row)}
                replyGone={replyGone(row)}
              />
            ))}
          </div>
          {isKnown && rows.length === 0 && (
            <p className={styles['empty']}>
              {channels.length === 0
                ? 'No channel is open yet.'
                : 'Nothing has been said yet. New messages appear here.'}
            </p>
          )}
        </div>
        {span !== undefined && <JumpPill view={view} span={span} scrolledUp={scrolledUp} onJump={jumpByPill} />}
        {menu !== undefined && <RowMenu menu={menu} view={view} onClose={closeMenu} />}
      </FeedActsContext>
    </section>
  )
}
