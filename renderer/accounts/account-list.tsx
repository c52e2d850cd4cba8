import { useState } from 'react'
import type { AccountView, ChannelView } from '../../shared/contract.ts'
import controls from '../controls/controls.module.css'
import { Button, PlatformMark, Problem } from '../controls/controls.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { openChannels, platformName } from '../state/app-store.ts'
import { useApp, useServices } from '../state/context.tsx'

const statusText = (account: AccountView): string => {
  switch (account.status.kind) {
    case 'ready':
      return 'signed in'
    case 'checking':
      return 'checking'
    case 'signInAgain':
      return `needs to sign in again: ${account.status.why}`
    case 'unreachable':
      return `cannot be checked now: ${account.status.why}`
  }
}

const AccountLine = ({ account, onSignOut }: { account: AccountView; onSignOut: () => void }) => {
  const { ui } = useServices()
  const platform = useApp((state) => platformName(state, account.platform))
  return (
    <li className={controls['card']} data-problem={account.status.kind === 'signInAgain' ? '' : undefined}>
      <PlatformMark platform={account.platform} />
      <p>
        <b>{account.name}</b> <span>on {platform}</span>
        <small>{statusText(account)}</small>
      </p>
      <div className={controls['buttons']}>
        <Button onClick={() => ui.open({ kind: 'signIn', platform: account.platform })}>
          {account.status.kind === 'signInAgain' ? 'Sign in again' : 'Permissions'}
        </Button>
        <Button tone="danger" onClick={onSignOut}>
          Sign out
        </Button>
      </div>
    </li>
  )
}

const consequencesFor = (name: string, channels: readonly ChannelView[]): string => {
  const [first, ...others] = channels
  if (first === undefined) return `${name} will be signed out. No channel uses this account.`
  return `${name} will be signed out; ${
    others.length === 0 ? `${first.ref.name} becomes` : `${channels.length} channels become`
  } read only.`
}

/** A sign-out makes every channel of the account read only, in the midst of a stream: it is asked about first. */
const SignOutDialog = ({ account, onClose }: { account: AccountView; onClose: () => void }) => {
  const { bridge } = useServices()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const channels = useApp(openChannels)
  const signOut = async () => {
    setBusy(true)
    setProblem(undefined)
    const result = await bridge.invoke('accounts.signOut', { accountId: account.id })
    setBusy(false)
    if (result.ok) onClose()
    else setProblem(result.error.message)
  }
  return (
    <Dialog title={`Sign out ${account.name}?`} onClose={onClose}>
      <p>
        {consequencesFor(
          account.name,
          channels.filter((channel) => channel.accountId === account.id),
        )}
      </p>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <div className={controls['buttons']}>
        <Button firstFocus onClick={onClose}>
          Cancel
        </Button>
        <Button tone="danger" busy={busy} onClick={() => void signOut()}>
          Sign out {account.name}
        </Button>
      </div>
    </Dialog>
  )
}

export const AccountList = () => {
  const { ui } = useServices()
  const accounts = useApp((state) => state.accounts)
  const platforms = useApp((state) => state.host?.platforms)
  const [leavingId, setLeavingId] = useState<string>()
  const leaving = accounts.find(({ id }) => id === leavingId)
  return (
    <>
      {accounts.length === 0 && (
        <p className={controls['quiet']}>No account yet. Reading public channels works without one.</p>
      )}
      <ul className={controls['cards']}>
        {accounts.map((account) => (
          <AccountLine key={account.id} account={account} onSignOut={() => setLeavingId(account.id)} />
        ))}
      </ul>
      <div className={controls['buttons']}>
        {platforms?.map(({ id, name }) => (
          <Button key={id} tone="accent" onClick={() => ui.open({ kind: 'signIn', platform: id })}>
            Sign in with {name}
          </Button>
        ))}
      </div>
      {leaving !== undefined && <SignOutDialog account={leaving} onClose={() => setLeavingId(undefined)} />}
    </>
  )
}
