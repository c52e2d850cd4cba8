import { Play, Radio, UserRound } from 'lucide-react'
import { Button, CopyButton } from '../controls/controls.tsx'
import { useApp, useServices } from '../state/context.tsx'
import { AddChannelForm } from './add-channel.tsx'
import styles from './welcome.module.css'

const demoCommand = 'npm run demo'

/** The first start: three doors, each of which leads somewhere at once. */
export const Welcome = () => {
  const { ui } = useServices()
  const platforms = useApp((state) => state.host?.platforms)
  const accounts = useApp((state) => state.accounts)
  return (
    <div className={styles['welcome']}>
      <h1>Tributary</h1>
      <p className={styles['lead']}>Every chat of your stream in one window. Where do you want to start?</p>
      <div className={styles['doors']}>
        <section className={styles['door']} aria-labelledby="door-read">
          <Radio aria-hidden="true" size={24} />
          <h2 id="door-read">Read a public Twitch channel now</h2>
          <p>No account needed. You can add more channels later.</p>
          <AddChannelForm takesFocus onAdded={() => undefined} />
        </section>
        <section className={styles['door']} aria-labelledby="door-sign-in">
          <UserRound aria-hidden="true" size={24} />
          <h2 id="door-sign-in">Sign in</h2>
          <p>
            {accounts.length === 0
              ? 'To write and to moderate. Tributary never sees your password.'
              : `Signed in as ${accounts.map((account) => account.name).join(', ')}. Add a channel to begin.`}
          </p>
          {platforms?.map(({ id, name }) => (
            <Button key={id} tone="accent" onClick={() => ui.open({ kind: 'signIn', platform: id })}>
              Sign in with {name}
            </Button>
          ))}
        </section>
        <section className={styles['door']} aria-labelledby="door-demo">
          <Play aria-hidden="true" size={24} />
          <h2 id="door-demo">Try the demo</h2>
          <p>Five simulated channels in full swing, where nothing you do reaches anyone. Stop Tributary and type:</p>
          <code className={styles['command']}>{demoCommand}</code>
          <CopyButton text={demoCommand} label="Copy the command" />
        </section>
      </div>
    </div>
  )
}
