/** What a room talks about. */
export interface Topic {
  readonly login: string
  /** Lines that stand alone. */
  readonly lines: readonly string[]
  /**
   * Little exchanges. `a: text` says, `a> text` replies to the line before; `a`, `b`, `c` are three people, `host` the
   * broadcaster, `mod` a moderator. `{a}` is a name, `@{a}` mentions it.
   */
  readonly dialogues: readonly (readonly string[])[]
  /** Emotes that the room likes. */
  readonly emotes: readonly string[]
  /** What a moderator announces. */
  readonly announcements: readonly string[]
  /** How busy: lines a minute at pace 1. */
  readonly linesPerMinute: number
}
