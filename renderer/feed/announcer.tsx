import { useEffect, useState } from 'react'
import type { FeedRow } from '../../shared/contract.ts'
import { useApp, useServices } from '../state/context.tsx'
import { announceable, announceEveryMs, composeAnnouncement } from './announce.ts'
import styles from './feed.module.css'

/** A polite live region beside the feed: the feed itself is too fast to be one. */
export const Announcer = () => {
  const { feed } = useServices()
  const announce = useApp((state) => state.preferences.announce)
  const [text, setText] = useState('')
  useEffect(() => {
    if (announce === 'off') {
      setText('')
      return
    }
    let gathered: FeedRow[] = []
    let count = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const say = () => {
      timer = undefined
      // What was removed meanwhile is not read out.
      const still = gathered.map((row) => feed.current(row.id) ?? row).filter((row) => row.removals.length === 0)
      setText(composeAnnouncement(still, count - (gathered.length - still.length)))
      gathered = []
      count = 0
      timer = setTimeout(afterwards, announceEveryMs)
    }
    const afterwards = () => {
      timer = undefined
      if (count > 0) say()
      else setText('')
    }
    const dispose = feed.onAppend((rows) => {
      for (const row of rows) {
        if (!announceable(row, announce)) continue
        count++
        gathered.push(row)
        if (gathered.length > 8) gathered.shift()
      }
      if (count > 0 && timer === undefined) timer = setTimeout(say, 150)
    })
    return () => {
      dispose()
      clearTimeout(timer)
    }
  }, [feed, announce])
  return (
    <p className={styles['srOnly']} role="status" aria-live="polite" aria-label="New messages">
      {text}
    </p>
  )
}
