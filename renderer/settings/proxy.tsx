import { type FormEvent, useId, useState } from 'react'
import type { ProxySettings } from '../../shared/contract.ts'
import controls from '../controls/controls.module.css'
import { Button, Choice, Problem } from '../controls/controls.tsx'
import { useServices } from '../state/context.tsx'

const names: Readonly<Record<ProxySettings['mode'], string>> = {
  system: 'Like the system',
  none: 'No proxy',
  manual: 'This one',
}

const inForce = (proxy: ProxySettings): string => {
  switch (proxy.mode) {
    case 'system':
      return 'the system’s proxy is'
    case 'none':
      return 'no proxy is'
    case 'manual':
      return `${proxy.url} is`
  }
}

/** Which way the connections take. An address is used only when the person says so, and stays in its field until it works. */
export const ProxyChoice = ({ proxy }: { proxy: ProxySettings }) => {
  const { app } = useServices()
  const [chosen, setChosen] = useState<ProxySettings['mode']>()
  const [draft, setDraft] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<{ readonly mode: ProxySettings['mode']; readonly why: string }>()
  const [isUsed, setIsUsed] = useState(false)
  const problemId = useId()
  const mode = chosen ?? proxy.mode
  const url = draft ?? (proxy.mode === 'manual' ? proxy.url : '')
  const problem = refused?.mode === 'manual' ? refused.why : undefined
  const apply = async (next: ProxySettings) => {
    setRefused(undefined)
    setIsUsed(false)
    setBusy(true)
    const result = await app.changeDesktop({ proxy: next })
    setBusy(false)
    if (!result.ok) setRefused({ mode: next.mode, why: result.error.message })
    // An address that was refused is mended where it stands; any other choice goes back to what is in force.
    if (result.ok || next.mode !== 'manual') setChosen(undefined)
    if (!result.ok || next.mode !== 'manual') return
    setDraft(undefined)
    setIsUsed(true)
  }
  const choose = (next: ProxySettings['mode']) => {
    setRefused(undefined)
    setIsUsed(false)
    setChosen(next)
    if (next !== 'manual') void apply({ mode: next })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    if (url.trim() === '') setRefused({ mode: 'manual', why: 'Write the address of the proxy.' })
    else void apply({ mode: 'manual', url: url.trim() })
  }
  // In this order the arrow keys pass no choice that would cut every connection on their way to the field.
  const options = (['system', 'manual', 'none'] as const).map((value) => ({ value, name: names[value] }))
  const isPending = proxy.mode !== 'manual' || url.trim() !== proxy.url
  return (
    <>
      <Choice label="Proxy" value={mode} options={options} onChange={choose} />
      {refused !== undefined && refused.mode !== 'manual' && <Problem>{refused.why}</Problem>}
      {mode === 'manual' && (
        <form className={controls['form']} onSubmit={submit}>
          <label className={controls['field']}>
            <span>Address of the proxy</span>
            <input
              type="text"
              value={url}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={problem === undefined ? undefined : true}
              aria-describedby={problemId}
              placeholder="http://proxy.example:3128"
              onChange={(event) => {
                setDraft(event.target.value)
                setRefused(undefined)
                setIsUsed(false)
              }}
            />
          </label>
          {problem === undefined ? (
            <p id={problemId} className={controls['quiet']} role="status">
              {isUsed
                ? 'It is used from now on.'
                : isPending
                  ? `As in http://proxy.example:3128 or socks5://127.0.0.1:1080, without a name and password. It is not used yet; ${inForce(proxy)} in force.`
                  : 'It is used for every connection.'}
            </p>
          ) : (
            <Problem id={problemId}>{problem}</Problem>
          )}
          <div className={controls['buttons']}>
            <Button type="submit" busy={busy}>
              Use this proxy
            </Button>
          </div>
        </form>
      )}
    </>
  )
}
