import { type KeyboardEvent, useMemo, useState } from 'react'
import controls from '../controls/controls.module.css'
import { useChanges } from '../state/context.tsx'
import styles from './desktop.module.css'
import { describeLanguage, describeLanguages, matchLanguages } from './languages.ts'

/** More than a person writes in, and as many as the host takes. */
const mostLanguages = 10

const boxesOf = (list: Element): readonly HTMLInputElement[] => [...list.querySelectorAll('input')]

/** The whole list is one stop of the Tab key, however many languages there are: arrows move within it. */
const onListKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
  const boxes = boxesOf(event.currentTarget)
  const index = boxes.findIndex((box) => box.matches(':focus'))
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(index + 1, boxes.length - 1),
    ArrowUp: Math.max(index - 1, 0),
    Home: 0,
    End: boxes.length - 1,
  }
  const next = steps[event.key]
  if (next === undefined) return
  event.preventDefault()
  boxes[next]?.focus()
}

/** In which languages spelling is checked: some of many, found by name. */
export const Spelling = ({ offered, chosen }: { offered: readonly string[]; chosen: readonly string[] }) => {
  const { changeDesktop } = useChanges()
  const [query, setQuery] = useState('')
  const [current, setCurrent] = useState<string>()
  // Those that were chosen before come first; what is chosen now stays where it is, under the pointer.
  const [first] = useState(chosen)
  const all = useMemo(() => {
    const languages = describeLanguages(offered)
    return [
      ...languages.filter(({ code }) => first.includes(code)),
      ...languages.filter(({ code }) => !first.includes(code)),
    ]
  }, [offered, first])
  const found = matchLanguages(all, query)
  const stop = found.some(({ code }) => code === current) ? current : found[0]?.code
  const isFull = chosen.length >= mostLanguages
  const names = chosen.map((code) => describeLanguage(code).name)
  return (
    <fieldset className={styles['languages']} aria-label="Check spelling">
      <p>
        <b>Check spelling</b>
        <small role="status">
          {names.length === 0
            ? 'Off: no language is chosen.'
            : `In ${names.join(', ')}.${isFull ? ` ${mostLanguages} languages are the most.` : ''}`}
        </small>
      </p>
      <input
        type="search"
        aria-label="Find a language"
        placeholder="Find a language"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <ul aria-label="Languages" onKeyDown={onListKeyDown}>
        {found.map(({ code, name, native }) => {
          const isChosen = chosen.includes(code)
          return (
            <li key={code}>
              <label>
                <input
                  type="checkbox"
                  checked={isChosen}
                  aria-disabled={(isFull && !isChosen) || undefined}
                  tabIndex={code === stop ? 0 : -1}
                  onFocus={() => setCurrent(code)}
                  onChange={() => {
                    if (isChosen) changeDesktop({ spellCheck: chosen.filter((other) => other !== code) })
                    else if (!isFull) changeDesktop({ spellCheck: [...chosen, code] })
                  }}
                />
                <span>{name}</span>
                {native !== undefined && <small lang={code}>{native}</small>}
              </label>
            </li>
          )
        })}
        {found.length === 0 && <li className={controls['quiet']}>No language is called “{query}”.</li>}
      </ul>
      <p className={controls['quiet']}>
        The dictionary of a language that you choose is downloaded from Chromium’s servers (on Windows and Linux). What
        you write is sent nowhere.
      </p>
    </fieldset>
  )
}
