/** Badges: the platform's image where it has one, else our own mark for the common roles. */
import type { ReactElement } from 'react'
import type { Badge, ImageKey, Role } from '../../shared/model.ts'
import styles from './row.module.css'
import { markOfBadge } from './row-view.ts'

const shapes: Readonly<Record<Role, string>> = {
  // sword
  moderator:
    'M13 2h-2.5L5 8.2 3.6 6.800 2.500 7.900l2 2L2 12.400 3.600 14l2.500-2.500 2 2 1.100-1.100L7.800 11 14 5.500V2z',
  // diamond
  vip: 'M4.500 3h7L15 7l-7 7.500L1 7z',
  // star
  subscriber: 'M8 1.500l2 4.300 4.700.6-3.500 3.200.9 4.700L8 12l-4.100 2.300.9-4.700L1.300 6.400 6 5.800z',
  founder: 'M8 1.500l2 4.300 4.700.6-3.500 3.200.9 4.700L8 12l-4.100 2.300.9-4.700L1.300 6.400 6 5.800z',
  // camera
  broadcaster: 'M2 4h8a1 1 0 0 1 1 1v1.500L15 4v8l-4-2.500V11a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z',
  // wrench
  staff:
    'M14 4.500l-2.300 2.300-2.300-.6-.6-2.300L11.100 1.600A4 4 0 0 0 6 6.700L1.600 11.100a1.900 1.900 0 0 0 2.700 2.700L8.700 9.400A4 4 0 0 0 14 4.500z',
  // robot
  bot: 'M7.300 1h1.400v2H12a1.500 1.500 0 0 1 1.500 1.500V12A1.500 1.500 0 0 1 12 13.500H4A1.500 1.500 0 0 1 2.500 12V4.500A1.500 1.500 0 0 1 4 3h3.300zM5 6.500v2.500h2V6.500zm4 0v2.500h2V6.500z',
}

const mark = (role: Role, title: string, key: string): ReactElement => (
  <svg key={key} className={styles['mark']} data-role={role} viewBox="0 0 16 16" role="img" aria-label={title}>
    <path d={shapes[role]} />
  </svg>
)

const renderBadge = (badge: Badge, imageUrl: (key: ImageKey) => string): ReactElement => {
  const key = `${badge.set}/${badge.version} ${badge.image ?? ''}`
  if (badge.image !== undefined) {
    return (
      <img
        key={key}
        className={styles['badge']}
        src={imageUrl(badge.image)}
        alt={badge.title}
        title={badge.title}
        decoding="async"
      />
    )
  }
  const role = markOfBadge(badge.set)
  if (role !== undefined) return mark(role, badge.title, key)
  return (
    <span key={key} className={styles['textBadge']}>
      {badge.title}
    </span>
  )
}

/** An array, not a component: rows are made by the thousand. */
export const renderBadges = (badges: readonly Badge[], imageUrl: (key: ImageKey) => string) =>
  badges.length === 0 ? undefined : badges.map((badge) => renderBadge(badge, imageUrl))
