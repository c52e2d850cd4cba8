import type { FeedRow } from '../../shared/contract.ts'
import { Menu, MenuItem } from '../controls/menu.tsx'
import type { ViewKey } from '../feed/feed-store.ts'
import { useServices } from '../state/context.tsx'
import { actNames, durationsFor, otherRooms, type PresentedActs } from './present-acts.ts'
import { useRunAct } from './use-run-act.ts'

export interface RowMenuState {
  readonly kind: 'timeout' | 'more'
  readonly row: FeedRow
  readonly opener: HTMLElement
  /** px in the window: the menu's corner. */
  readonly left: number
  readonly top: number
}

interface RowMenuProps {
  readonly menu: RowMenuState
  readonly view: ViewKey
  /** With `returnFocus` the focus goes back to where the menu was opened. */
  readonly onClose: (returnFocus: boolean) => void
}

export const RowMenu = ({ menu, view, onClose }: RowMenuProps) => {
  const runAct = useRunAct()
  const presented = runAct.presented(menu.row, view)
  if (presented === undefined) return undefined
  const { channel, author } = presented
  return (
    <Menu
      label={
        menu.kind === 'timeout' ? `Time out ${author.name} in ${channel.ref.name} for` : `More acts on ${author.name}`
      }
      left={menu.left}
      top={menu.top}
      onClose={onClose}
    >
      {menu.kind === 'timeout' ? (
        durationsFor(channel).map(({ seconds, name }) => (
          <MenuItem
            key={seconds}
            preferred={seconds === 600}
            onChoose={() => {
              onClose(true)
              runAct.timeOut(channel, author, seconds, menu.row.id)
            }}
          >
            {name}
          </MenuItem>
        ))
      ) : (
        <MoreItems row={menu.row} presented={presented} onClose={onClose} />
      )}
    </Menu>
  )
}

const MoreItems = ({
  row,
  presented,
  onClose,
}: {
  row: FeedRow
  presented: PresentedActs
  onClose: RowMenuProps['onClose']
}) => {
  const { app, ui } = useServices()
  const runAct = useRunAct()
  const { channels = [] } = app.state.getState()
  const { channel, removeIn, author, offered, greyed } = presented
  const rest = offered.filter(({ act }) => act === 'untimeout' || act === 'unban')
  const rooms = row.event.kind === 'message' ? otherRooms(row, removeIn.ref.id, channels) : []
  const close = (run: () => void) => () => {
    onClose(true)
    run()
  }
  return (
    <>
      {row.event.kind === 'message' && <MenuItem onChoose={close(() => runAct.copy(row))}>Copy the text</MenuItem>}
      {rooms.map((room) => (
        <MenuItem key={room.ref.id} onChoose={close(() => runAct.remove(row, room.ref.id))}>
          Delete in {room.ref.name}
        </MenuItem>
      ))}
      {rest.map(({ act, note }) => (
        <MenuItem
          key={act}
          note={note}
          onChoose={close(() => {
            if (act === 'untimeout' || act === 'unban') runAct.lift(act, channel, author)
          })}
        >
          {actNames[act]}
        </MenuItem>
      ))}
      {greyed.map(({ act, why, remedy }) => (
        <MenuItem
          key={act}
          note={why}
          disabled={remedy === undefined}
          onChoose={close(() => {
            if (remedy !== undefined) ui.open({ kind: 'signIn', platform: remedy.platform })
          })}
        >
          {remedy === undefined ? actNames[act] : `${actNames[act]}: allow it…`}
        </MenuItem>
      ))}
    </>
  )
}
