import type { AccountView } from '../../shared/contract.ts'
import controls from '../controls/controls.module.css'
import { Button, PlatformMark } from '../controls/controls.tsx'
import { platformName } from '../state/app-store.ts'
import { useApp, useCommand, useServices } from '../state/context.tsx'

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

const AccountLine = ({ account }: { account: AccountView }) => {
  const { ui } = useServices()
  const run = useCommand()
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
        <Button tone="danger" onClick={() => void run('accounts.signOut', { accountId: account.id })}>
          Sign out
        </Button>
      </div>
    </li>
  )
}

export const AccountList = () => {
  const { ui } = useServices()
  const accounts = useApp((state) => state.accounts)
  const platforms = useApp((state) => state.host?.platforms)
  return (
    <>
      {accounts.length === 0 && (
        <p className={controls['quiet']}>No account yet. Reading public channels works without one.</p>
      )}
      <ul className={controls['cards']}>
        {accounts.map((account) => (
          <AccountLine key={account.id} account={account} />
        ))}
      </ul>
      <div className={controls['buttons']}>
        {platforms?.map(({ id, name }) => (
          <Button key={id} tone="accent" onClick={() => ui.open({ kind: 'signIn', platform: id })}>
            Sign in with {name}
          </Button>
        ))}
      </div>
    </>
  )
}
