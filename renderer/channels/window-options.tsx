import { Button, Toggle } from '../controls/controls.tsx'
import type { ViewKey } from '../feed/feed-store.ts'
import { ownsWindows } from '../state/app-store.ts'
import { useApp, useChanges, useCommand } from '../state/context.tsx'
import styles from './header.module.css'

/** What can be done with this window and beside it, where the host owns its windows. */
export const WindowOptions = ({ view, onOpened }: { view: ViewKey; onOpened: () => void }) => {
  const run = useCommand()
  const { changeWindow } = useChanges()
  const owns = useApp(ownsWindows)
  const own = useApp((state) => state.window)
  if (!owns || own === null) return undefined
  const open = (input: { readonly view?: ViewKey }) => {
    onOpened()
    void run('window.open', input)
  }
  return (
    <div className={styles['windowOptions']}>
      {own.alwaysOnTop !== undefined && (
        <Toggle
          label="Always on top"
          checked={own.alwaysOnTop}
          onChange={(alwaysOnTop) => changeWindow({ alwaysOnTop })}
        />
      )}
      <Toggle label="Compact window" checked={own.compact} onChange={(compact) => changeWindow({ compact })} />
      <div>
        <Button onClick={() => open({ view })}>Pop out this view</Button>
        <Button onClick={() => open({})}>New window</Button>
      </div>
    </div>
  )
}
