/** What the tray says of the open channels: pure, so that every wording can be tested. */
import type { ChannelView, ConnectionState, UpdateView } from '../../../shared/contract.ts'
import type { ChannelId } from '../../../shared/model.ts'
import { truncate } from '../../core/text.ts'
import { type MenuEntry, menuText, separator } from './menu-entry.ts'
import { countMentions, countUnread, describeMentions } from './unread.ts'
import { type UpdateActions, updateEntries } from './update-entry.ts'

/** Pictures in the resources folder: macOS tints a template as its menu bar is, Windows picks a size from an .ico. */
export type TrayPicture = `${'tray' | 'tray-unread' | 'tray-trouble'}${'Template.png' | '.ico' | '.png'}`

export interface TrayLook {
  readonly picture: TrayPicture
  readonly toolTip: string
  /** Beside the picture, on macOS only. */
  readonly title: string
}

/** Windows cuts a tooltip after 127 characters. */
const maxToolTip = 127
/** A menu that has to be scrolled helps nobody. */
const maxTroubles = 8

/** What is wrong, in a word or two; undefined where nothing is. */
const troubleOf = ({ status }: ConnectionState): string | undefined => {
  switch (status) {
    case 'live':
    case 'connecting':
      return undefined
    case 'reconnecting':
      return 'reconnecting'
    case 'offline':
      return 'offline'
    case 'needsSignIn':
      return 'sign-in needed'
    case 'refused':
      return 'refused'
  }
}

interface Trouble {
  readonly id: ChannelId
  /** "Ann: reconnecting"; the name of a private channel is nothing for whoever sees the stream. */
  readonly name: string
  readonly state: string
}

const troublesOf = (channels: readonly ChannelView[]): readonly Trouble[] =>
  channels.flatMap(({ ref, state }) => {
    const trouble = troubleOf(state)
    return trouble === undefined
      ? []
      : [{ id: ref.id, name: ref.private ? 'A private channel' : ref.name, state: trouble }]
  })

/** As in "Tributary: 3 unread mentions, 12 unread; Ann reconnecting". */
export const trayLook = (channels: readonly ChannelView[], platform: NodeJS.Platform): TrayLook => {
  const mentions = countMentions(channels)
  const unread = countUnread(channels)
  const troubles = troublesOf(channels)
  const counts = [describeMentions(channels), unread > 0 ? `${unread} unread` : '']
    .filter((part) => part !== '')
    .join(', ')
  const states =
    troubles.length > 2
      ? `${troubles.length} channels not live`
      : troubles.map(({ name, state }) => `${name} ${state}`).join(', ')
  const says = [counts, states].filter((part) => part !== '').join('; ')
  const toolTip = says === '' ? 'Tributary' : `Tributary: ${says}`
  return {
    picture: pictureOf(platform, troubles.length > 0, mentions > 0),
    toolTip: toolTip.length <= maxToolTip ? toolTip : `${truncate(toolTip, maxToolTip - 1)}…`,
    title: mentions > 0 ? String(mentions) : '',
  }
}

const pictureOf = (platform: NodeJS.Platform, trouble: boolean, mentions: boolean): TrayPicture => {
  const name = trouble ? 'tray-trouble' : mentions ? 'tray-unread' : 'tray'
  return `${name}${platform === 'darwin' ? 'Template.png' : platform === 'win32' ? '.ico' : '.png'}`
}

export interface TrayActions extends UpdateActions {
  /** Brings a window to the front, or opens one. */
  showWindow(): void
  showChannel(channel: ChannelId): void
  /** Resolves when it is so, or could not be done. */
  setNotifyMentions(on: boolean): Promise<unknown>
  openSettings(): void
  quit(): void
}

export interface TrayState {
  readonly channels: readonly ChannelView[]
  readonly notifyMentions: boolean
  readonly update: UpdateView
}

export const trayMenu = ({ channels, notifyMentions, update }: TrayState, actions: TrayActions): MenuEntry[] => {
  const troubles = troublesOf(channels)
  const more = troubles.length - maxTroubles
  return [
    { label: 'Show Tributary', click: actions.showWindow },
    separator,
    ...troubles.slice(0, maxTroubles).map(
      ({ id, name, state }): MenuEntry => ({
        id,
        label: `${menuText(name)}: ${state}`,
        click: () => actions.showChannel(id),
      }),
    ),
    ...(more > 0 ? [{ label: `${more} more not live`, click: actions.showWindow }] : []),
    ...(troubles.length > 0 ? [separator] : []),
    {
      label: 'Notify of Mentions',
      type: 'checkbox',
      checked: notifyMentions,
      click: () => void actions.setNotifyMentions(!notifyMentions),
    },
    ...updateEntries(update, actions),
    { label: 'Settings…', click: actions.openSettings },
    separator,
    { label: 'Quit Tributary', click: actions.quit },
  ]
}
