/** Message parts as elements. No HTML string exists anywhere: what strangers wrote is only ever text. */
import type { ReactNode } from 'react'
import type { ImageKey, MessagePart } from '../../shared/model.ts'
import styles from './row.module.css'
import { StillImage } from './still-image.tsx'

export interface PartDisplay {
  readonly imageUrl: (key: ImageKey) => string
  /** False where the person or the system asked for less motion. */
  readonly animate: boolean
}

const Picture = ({
  image,
  text,
  className,
  display,
}: {
  image: ImageKey
  text: string
  className: string | undefined
  display: PartDisplay
}) =>
  display.animate ? (
    <img className={className} src={display.imageUrl(image)} alt={text} title={text} decoding="async" />
  ) : (
    <StillImage className={className} source={display.imageUrl(image)} text={text} />
  )

const renderPart = (part: MessagePart, key: number, display: PartDisplay): ReactNode => {
  switch (part.type) {
    case 'text':
      return part.text
    case 'break':
      return <br key={key} />
    case 'emote': {
      const className = part.zeroWidth === true ? `${styles['emote']} ${styles['zeroWidth']}` : styles['emote']
      return (
        // With another picture comes another element: the old one would stay in sight until the new one has arrived.
        <Picture
          key={`${key} ${part.image}`}
          image={part.image}
          text={part.text}
          className={className}
          display={display}
        />
      )
    }
    case 'mention':
      return (
        <b key={key} className={styles['mention']}>
          {part.text}
        </b>
      )
    case 'link':
      return (
        <a key={key} href={part.href} className={styles['link']} rel="noopener noreferrer" data-external>
          {part.text}
        </a>
      )
    case 'cheer':
      return (
        <b key={key} className={styles['cheer']} data-tier={part.tier}>
          {part.image === undefined ? undefined : (
            <Picture image={part.image} text="" className={styles['emote']} display={display} />
          )}
          {part.text}
        </b>
      )
    case 'image':
      return <Picture key={key} image={part.image} text={part.text} className={styles['picture']} display={display} />
    case 'code':
      return part.block ? (
        <pre key={key} className={styles['codeBlock']}>
          {part.text}
        </pre>
      ) : (
        <code key={key} className={styles['code']}>
          {part.text}
        </code>
      )
    case 'quote':
      return (
        <blockquote key={key} className={styles['quote']}>
          {renderParts(part.parts, display)}
        </blockquote>
      )
    case 'list':
      return (
        <ul key={key} className={styles['list']}>
          {part.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items of a message have no identity and never move
            <li key={index}>{renderParts(item, display)}</li>
          ))}
        </ul>
      )
    case 'attachment':
      return part.href === undefined ? (
        <span key={key} className={styles['attachment']}>
          {part.label}
        </span>
      ) : (
        <a key={key} href={part.href} className={styles['attachment']} rel="noopener noreferrer" data-external>
          {part.label}
        </a>
      )
  }
}

export const renderParts = (parts: readonly MessagePart[], display: PartDisplay): ReactNode => {
  const [only] = parts
  if (parts.length === 1 && only?.type === 'text') return only.text
  return parts.map((part, index) => renderPart(part, index, display))
}
