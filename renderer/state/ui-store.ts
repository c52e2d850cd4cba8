/** What only this window knows: which view and dialog are open, drafts, what is being replied to, short notes. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FeedRow } from '../../shared/contract.ts'
import type { ChannelId, EventId, PlatformId } from '../../shared/model.ts'
import type { ViewKey } from '../feed/feed-store.ts'

export type SettingsSection =
  | 'accounts'
  | 'channels'
  | 'appearance'
  | 'window'
  | 'desktop'
  | 'keys'
  | 'moderation'
  | 'connections'
  | 'privacy'
  | 'about'

export type OpenDialog =
  | { readonly kind: 'settings'; readonly section: SettingsSection }
  | { readonly kind: 'signIn'; readonly platform: PlatformId; readonly permissionSets?: readonly string[] }
  | { readonly kind: 'addChannel' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'keepSecrets' }
  | {
      readonly kind: 'confirm'
      readonly act: 'ban' | 'timeout'
      readonly channel: ChannelId
      readonly author: string
      readonly name: string
      /** The row that the author was judged by. */
      readonly row: EventId
      /** Of a time-out. */
      readonly seconds?: number
    }

/** A note about something the person did; `undo` offers to take it back. */
export interface Note {
  readonly id: number
  readonly severity: 'info' | 'error'
  readonly text: string
  readonly undo?: { readonly label: string; readonly run: () => void }
  /** The row that it was done to: the focus returns there from the note. */
  readonly row?: EventId
  /** ms from its making. */
  readonly lastsMs: number
}

export interface ReplyTarget {
  readonly row: FeedRow
  readonly channel: ChannelId
}

/** `unified` or a channel's own send box. */
export type DraftKey = 'unified' | ChannelId

export interface UiState {
  readonly view: ViewKey
  readonly dialog: OpenDialog | undefined
  readonly replyTo: ReplyTarget | undefined
  readonly drafts: ReadonlyMap<DraftKey, string>
  /** Newest last. */
  readonly sentTexts: readonly string[]
  readonly notes: readonly Note[]
}

export interface UiStore {
  readonly state: StoreApi<UiState>
  readonly show: (view: ViewKey) => void
  readonly open: (dialog: OpenDialog | undefined) => void
  readonly replyTo: (target: ReplyTarget | undefined) => void
  readonly setDraft: (key: DraftKey, text: string) => void
  readonly rememberSent: (text: string) => void
  readonly addNote: (note: Omit<Note, 'id' | 'lastsMs'> & { readonly lastsMs?: number }) => void
  readonly dropNote: (id: number) => void
}

const rememberedTexts = 50

export const createUiStore = (view: ViewKey = 'all'): UiStore => {
  const state = createStore<UiState>()(() => ({
    view,
    dialog: undefined,
    replyTo: undefined,
    drafts: new Map(),
    sentTexts: [],
    notes: [],
  }))
  let lastNote = 0
  return {
    state,
    show: (next) => state.setState({ view: next }),
    open: (dialog) => state.setState({ dialog }),
    replyTo: (target) => state.setState({ replyTo: target }),
    setDraft(key, text) {
      const drafts = new Map(state.getState().drafts)
      if (text === '') drafts.delete(key)
      else drafts.set(key, text)
      state.setState({ drafts })
    },
    rememberSent(text) {
      const others = state.getState().sentTexts.filter((sent) => sent !== text)
      state.setState({ sentTexts: [...others, text].slice(-rememberedTexts) })
    },
    addNote(note) {
      const id = ++lastNote
      const lastsMs = note.lastsMs ?? (note.severity === 'error' ? 12_000 : 6_000)
      state.setState({ notes: [...state.getState().notes, { ...note, id, lastsMs }].slice(-4) })
    },
    dropNote: (id) => state.setState({ notes: state.getState().notes.filter((note) => note.id !== id) }),
  }
}
