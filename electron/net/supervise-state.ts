import type { ConnectionState } from '../../shared/contract.ts'

/** What supervision alone can say about a source; a person can read it as it is. */
export type SupervisedState = Extract<
  ConnectionState,
  { readonly status: 'connecting' | 'live' | 'reconnecting' | 'offline' }
>
