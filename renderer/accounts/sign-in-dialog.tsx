import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { PlatformView, SignInView } from '../../shared/contract.ts'
import type { PlatformId } from '../../shared/model.ts'
import controls from '../controls/controls.module.css'
import { Button, CopyButton, Problem, Toggle, useNow } from '../controls/controls.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { focusFirst } from '../controls/focus.ts'
import { formatCountdown, secondsUntil } from '../feed/time-format.ts'
import { useApp, useCommand, useServices } from '../state/context.tsx'
import styles from './sign-in.module.css'

/** One step of the sign-in: coming to it gives it the focus, since what had it went with the step before. */
const Step = ({ children }: { children: ReactNode }) => {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (box.current !== null) focusFirst(box.current)
  }, [])
  return (
    <div className={controls['form']} ref={box}>
      {children}
    </div>
  )
}

/** Where no client id came with the build: how to get one, and a field for it. */
const ClientIdGuide = ({ platform, onSaved }: { platform: PlatformView; onSaved: () => void }) => {
  const { bridge, app } = useServices()
  const run = useCommand()
  const [clientId, setClientId] = useState('')
  const [problem, setProblem] = useState<string>()
  const save = async () => {
    const result = await bridge.invoke('accounts.setClientId', { platform: platform.id, clientId: clientId.trim() })
    if (!result.ok) {
      setProblem(result.error.message)
      return
    }
    await app.refreshHost()
    onSaved()
  }
  return (
    <form
      className={controls['form']}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p>
        {platform.name} wants every app to be registered by someone. Tributary comes without a registration, so that
        nobody but you stands between you and {platform.name}. It takes about three minutes, once:
      </p>
      <ol className={styles['steps']}>
        {platform.clientId.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div className={controls['buttons']}>
        <Button
          firstFocus={!platform.clientId.set}
          onClick={() => void run('links.open', { url: platform.clientId.registerUrl })}
        >
          Open the registration page
        </Button>
        <CopyButton text={platform.clientId.registerUrl} label="Copy its address" />
      </div>
      <label className={controls['field']}>
        <span>Client ID</span>
        <input
          type="text"
          value={clientId}
          data-first-focus={platform.clientId.set ? '' : undefined}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem === undefined ? undefined : true}
          onChange={(event) => {
            setClientId(event.target.value)
            setProblem(undefined)
          }}
        />
      </label>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <div className={controls['buttons']}>
        <Button type="submit" tone="accent" disabled={clientId.trim() === ''}>
          Use this client ID
        </Button>
      </div>
    </form>
  )
}

const Permissions = ({
  platform,
  preset,
  onStart,
  onChangeClientId,
}: {
  platform: PlatformView
  preset: readonly string[] | undefined
  onStart: (permissionSets: readonly string[]) => void
  onChangeClientId: () => void
}) => {
  const [chosen, setChosen] = useState<readonly string[]>(() => preset ?? platform.permissionSets.map(({ id }) => id))
  return (
    <div className={controls['form']}>
      <p>What may Tributary do for you on {platform.name}? You can add to this later.</p>
      <div className={styles['permissions']}>
        {platform.permissionSets.map(({ id, name, explains }) => (
          <Toggle
            key={id}
            label={name}
            explains={explains}
            checked={chosen.includes(id)}
            onChange={(checked) => setChosen(checked ? [...chosen, id] : chosen.filter((other) => other !== id))}
          />
        ))}
      </div>
      <div className={controls['buttons']}>
        <Button tone="quiet" onClick={onChangeClientId}>
          Change the client ID
        </Button>
        <Button tone="accent" firstFocus onClick={() => onStart(chosen)}>
          Continue to {platform.name}
        </Button>
      </div>
    </div>
  )
}

const Waiting = ({
  attempt,
  platform,
  state,
}: {
  attempt: string
  platform: PlatformView
  state: Extract<SignInView['state'], { status: 'waiting' }>
}) => {
  const { bridge } = useServices()
  const run = useCommand()
  const [problem, setProblem] = useState<string>()
  const open = async () => {
    setProblem(undefined)
    const result = await bridge.invoke('accounts.openSignInPage', { attempt })
    if (!result.ok) setProblem(result.error.message)
  }
  const now = useNow(true)
  const left = secondsUntil(state.expiresAt, now)
  return (
    <div className={controls['form']}>
      <p>Open {platform.name}'s page, check that it shows this code, and allow Tributary:</p>
      <output className={styles['code']} aria-label="Sign-in code">
        {state.userCode}
      </output>
      <div className={styles['codeButtons']}>
        <Button tone="accent" firstFocus onClick={() => void open()}>
          Open {platform.name}
        </Button>
        <CopyButton text={state.userCode} label="Copy the code" />
        <CopyButton text={state.verificationUri} label="Copy the address" />
      </div>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <p className={controls['quiet']}>
        Waiting for your answer there. The code is valid for{' '}
        <span className={styles['countdown']}>{formatCountdown(left)}</span>.
      </p>
      <div className={controls['buttons']}>
        <Button onClick={() => void run('accounts.cancelSignIn', { attempt })}>Cancel</Button>
      </div>
    </div>
  )
}

const Ended = ({ text, label, onAgain }: { text: string; label: string; onAgain: () => void }) => (
  <div className={controls['form']}>
    <Problem>{text}</Problem>
    <div className={controls['buttons']}>
      <Button tone="accent" firstFocus onClick={onAgain}>
        {label}
      </Button>
    </div>
  </div>
)

/** The course of a sign-in, from the client id to the account. */
export const SignInDialog = ({
  platformId,
  preset,
  onClose,
}: {
  platformId: PlatformId
  preset?: readonly string[] | undefined
  /** With whether its sign-in is done. */
  onClose: (signedIn: boolean) => void
}) => {
  const { bridge, app } = useServices()
  const platform = useApp((state) => state.host?.platforms.find(({ id }) => id === platformId))
  const signIn = useApp((state) => state.signIn)
  const accounts = useApp((state) => state.accounts)
  const [attempt, setAttempt] = useState<string>()
  const [lastSets, setLastSets] = useState<readonly string[]>([])
  const [problem, setProblem] = useState<string>()
  const [editsClientId, setEditsClientId] = useState(false)
  // A sign-in that was already waiting when the dialog was opened (after a reload) is taken up again.
  useEffect(() => {
    if (attempt === undefined && signIn?.platform === platformId && signIn.state.status === 'waiting')
      setAttempt(signIn.attempt)
  }, [attempt, signIn, platformId])

  const start = async (permissionSets: readonly string[]) => {
    setProblem(undefined)
    setLastSets(permissionSets)
    const result = await bridge.invoke('accounts.signIn', { platform: platformId, permissionSets })
    if (result.ok) setAttempt(result.value.attempt)
    else {
      setProblem(result.error.message)
      void app.refreshHost()
    }
  }
  const close = () => {
    const { signIn: latest } = app.state.getState()
    if (attempt !== undefined && latest?.attempt === attempt && latest.state.status === 'waiting')
      void bridge.invoke('accounts.cancelSignIn', { attempt })
    onClose(current?.status === 'done')
  }
  const again = () => setAttempt(undefined)
  const current = attempt !== undefined && signIn?.attempt === attempt ? signIn.state : undefined

  const step =
    platform === undefined
      ? 'unknown'
      : !platform.clientId.set || editsClientId
        ? 'clientId'
        : attempt === undefined
          ? 'permissions'
          : (current?.status ?? 'cancelled')

  const body = () => {
    if (platform === undefined) return <p>Tributary does not answer yet. Please wait a moment.</p>
    if (!platform.clientId.set || editsClientId)
      return <ClientIdGuide platform={platform} onSaved={() => setEditsClientId(false)} />
    if (attempt === undefined)
      return (
        <>
          {problem !== undefined && <Problem>{problem}</Problem>}
          <Permissions
            platform={platform}
            preset={preset}
            onStart={(sets) => void start(sets)}
            onChangeClientId={() => setEditsClientId(true)}
          />
        </>
      )
    switch (current?.status) {
      case 'waiting':
        return <Waiting attempt={attempt} platform={platform} state={current} />
      case 'done': {
        const account = accounts.find(({ id }) => id === current.accountId)
        return (
          <div className={controls['form']}>
            <p role="status">
              Signed in{account === undefined ? '' : ` as ${account.name}`}. Channels of {platform.name} can use it from
              now on.
            </p>
            <div className={controls['buttons']}>
              <Button tone="accent" firstFocus onClick={close}>
                Done
              </Button>
            </div>
          </div>
        )
      }
      case 'expired':
        return (
          <Ended text="The code was not used in time." label="Get a new code" onAgain={() => void start(lastSets)} />
        )
      case 'refused':
        return <Ended text={`${platform.name} says no: ${current.why}`} label="Try again" onAgain={again} />
      case 'failed':
        return <Ended text={current.error.message} label="Try again" onAgain={again} />
      case 'starting':
        return <p role="status">Asking {platform.name} for a code…</p>
      default:
        // The core ended the attempt: it was cancelled.
        return signIn === null || signIn.attempt !== attempt ? (
          <Ended text="The sign-in was cancelled." label="Start again" onAgain={again} />
        ) : undefined
    }
  }
  return (
    <Dialog title={`Sign in${platform === undefined ? '' : ` with ${platform.name}`}`} onClose={close}>
      <Step key={step}>{body()}</Step>
    </Dialog>
  )
}
