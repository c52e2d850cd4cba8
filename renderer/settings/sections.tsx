import { useCallback, useState } from 'react'
import type { DesktopView } from '../../shared/contract.ts'
import { describeState, toneOf } from '../channels/state-text.ts'
import controls from '../controls/controls.module.css'
import { Button, Choice, PlatformMark, Toggle, useNow } from '../controls/controls.tsx'
import { actNames } from '../moderation/present-acts.ts'
import { openChannels, platformName } from '../state/app-store.ts'
import { useApp, useCommand, useServices } from '../state/context.tsx'
import { KeepSecretsDialog } from './keep-secrets.tsx'
import { ProxyChoice } from './proxy.tsx'

export const AppearanceSection = () => {
  const { app } = useServices()
  const preferences = useApp((state) => state.preferences)
  const change = app.changePreferences
  return (
    <>
      <Choice
        label="Theme"
        value={preferences.theme}
        options={[
          { value: 'system', name: 'Like the system' },
          { value: 'dark', name: 'Dark' },
          { value: 'light', name: 'Light' },
          { value: 'highContrast', name: 'High contrast' },
        ]}
        onChange={(theme) => change({ theme })}
      />
      <label className={controls['field']}>
        <span>Text size, {preferences.fontSize} px</span>
        <input
          type="range"
          min={11}
          max={24}
          step={1}
          value={preferences.fontSize}
          onChange={(event) => change({ fontSize: Number(event.target.value) })}
        />
      </label>
      <Choice
        label="Density of rows"
        value={preferences.density}
        options={[
          { value: 'cosy', name: 'Cosy' },
          { value: 'compact', name: 'Compact' },
        ]}
        onChange={(density) => change({ density })}
      />
      <Toggle label="Show times" checked={preferences.showTimes} onChange={(showTimes) => change({ showTimes })} />
      <Toggle
        label="Move animated emotes"
        explains="They stand still in any case while your system asks for less motion."
        checked={preferences.animateEmotes}
        onChange={(animateEmotes) => change({ animateEmotes })}
      />
      <Choice
        label="Read aloud by a screen reader"
        value={preferences.announce}
        options={[
          { value: 'off', name: 'Nothing' },
          { value: 'mentions', name: 'What mentions me' },
          { value: 'all', name: 'Everything, summed up' },
        ]}
        onChange={(announce) => change({ announce })}
      />
    </>
  )
}

/** What can be done in each channel, and why the rest cannot. */
export const ModerationSection = () => {
  const channels = useApp(openChannels)
  const { ui } = useServices()
  if (channels.length === 0) return <p className={controls['quiet']}>Add a channel to see what you may do there.</p>
  return (
    <ul className={controls['cards']}>
      {channels.map(({ ref, capabilities }) => {
        const acts = (['remove', 'timeout', 'ban'] as const).map((act) => ({ act, capability: capabilities[act] }))
        const can = acts
          .filter(({ capability }) => capability.can !== false)
          .map(({ act }) => actNames[act].toLowerCase())
        const cannot = acts.flatMap(({ act, capability }) => (capability.can === false ? [{ act, capability }] : []))
        const remedy = cannot.find(({ capability }) => capability.remedy !== undefined)?.capability.remedy
        return (
          <li key={ref.id} className={controls['card']}>
            <PlatformMark platform={ref.platform} />
            <p>
              <b>{ref.name}</b>
              <small>{can.length === 0 ? 'You cannot moderate here.' : `You can ${can.join(', ')}.`}</small>
              {[...new Set(cannot.map(({ capability }) => capability.why))].map((why) => (
                <small key={why}>{why}</small>
              ))}
            </p>
            {remedy !== undefined && (
              <div className={controls['buttons']}>
                <Button onClick={() => ui.open({ kind: 'signIn', platform: remedy.platform })}>
                  {remedy.kind === 'signIn' ? 'Sign in' : 'Allow it'}
                </Button>
              </div>
            )}
          </li>
        )
      })}
    </ul>
  )
}

export const ConnectionsSection = () => {
  const run = useCommand()
  const channels = useApp(openChannels)
  const custom = useApp((state) => (state.host?.customEndpoints ?? []).map((id) => platformName(state, id)).join(', '))
  const proxy = useApp((state) => state.desktop?.settings.proxy)
  const now = useNow(channels.some(({ state }) => state.status === 'reconnecting'))
  return (
    <>
      {proxy !== undefined && <ProxyChoice proxy={proxy} />}
      {custom !== '' && (
        <p className={controls['problem']}>
          Custom endpoints are in force for {custom}: what you read and send goes to the servers named in
          TRIBUTARY_ENDPOINTS.
        </p>
      )}
      {channels.length === 0 && <p className={controls['quiet']}>No channel is open.</p>}
      <ul className={controls['cards']}>
        {channels.map(({ ref, state }) => (
          <li key={ref.id} className={controls['card']} data-problem={toneOf(state) === 'needsYou' ? '' : undefined}>
            <PlatformMark platform={ref.platform} />
            <p>
              <b>{ref.name}</b>
              <small>{describeState(state, now)}</small>
            </p>
            <div className={controls['buttons']}>
              <Button onClick={() => void run('channels.reconnect', { channel: ref.id })}>Reconnect</Button>
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Where sign-ins are kept; without a keyring the person may say so anew. */
const SignIns = () => {
  const secrets = useApp((state) => state.host?.capabilities.secrets)
  const canChoose = useApp(
    (state) =>
      state.desktop !== null && state.host?.demo === false && state.host.capabilities.secrets.kept !== 'keyring',
  )
  const [isChoosing, setIsChoosing] = useState(false)
  const close = useCallback(() => setIsChoosing(false), [])
  if (secrets === undefined) return undefined
  return (
    <>
      <p>
        <b>Sign-ins.</b> {secrets.explains}
      </p>
      {canChoose && (
        <div className={controls['buttons']} data-start>
          <Button onClick={() => setIsChoosing(true)}>Choose where sign-ins are kept</Button>
        </div>
      )}
      {isChoosing && <KeepSecretsDialog onClose={close} />}
    </>
  )
}

export const PrivacySection = () => {
  const { app } = useServices()
  const hidePrivate = useApp((state) => state.preferences.hidePrivate)
  const desktop = useApp((state) => state.desktop)
  return (
    <>
      <Toggle
        label="Hide private channels"
        explains="For when this window is captured: rows of private channels leave every view at once. Alt+P does the same."
        checked={hidePrivate}
        onChange={(checked) => app.changePreferences({ hidePrivate: checked })}
      />
      <SignIns />
      <p>{describeReach(desktop)}</p>
    </>
  )
}

/** Whom Tributary talks to, as far as the person lets it. */
const describeReach = (desktop: DesktopView | null): string => {
  const others = [
    desktop === null || desktop.settings.spellCheck.length === 0 || desktop.offers.spellCheck.length === 0
      ? undefined
      : 'to Chromium’s servers for the dictionaries of the languages you chose',
    desktop?.settings.checkForUpdates === true && desktop.update.status !== 'unavailable'
      ? 'to the place it came from, to look for updates'
      : undefined,
  ].filter((other) => other !== undefined)
  const reach = ['Tributary talks to the platforms you use', ...others].join('; ')
  return `Nothing is reported to anyone. ${reach}${others.length === 0 ? '' : ';'} and to nobody else.`
}

export const AboutSection = () => {
  const host = useApp((state) => state.host)
  return (
    <>
      <p>
        <b>Tributary {host?.version ?? ''}</b>
      </p>
      <p>Every chat of a stream in one window. MIT licence.</p>
      <p className={controls['quiet']}>
        {host === undefined
          ? 'The app does not answer yet.'
          : host.kind === 'web'
            ? 'Running as a page of your browser, served by the app on this machine.'
            : 'Running as a desktop app.'}
        {host?.demo === true && ' This is the demo: every channel and every person here is simulated.'}
      </p>
    </>
  )
}
