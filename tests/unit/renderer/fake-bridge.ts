/** A scripted core for the renderer's tests: it says what it is told to say and remembers what it was asked. */
import type {
  Bridge,
  BridgeState,
  CommandName,
  Events,
  FeedFloor,
  FeedFrame,
  FeedRow,
  Input,
  Output,
} from '../../../shared/contract.ts'
import { ok, type Result } from '../../../shared/errors.ts'
import type { EventId } from '../../../shared/model.ts'

type Listeners = { readonly [Name in keyof Events]: Set<(payload: Events[Name]) => void> }
type Answers = { [Name in CommandName]?: (input: Input<Name>) => Result<Output<Name>> | Promise<Result<Output<Name>>> }

export interface Call {
  readonly name: CommandName
  readonly input: unknown
}

export interface FakeBridge extends Bridge {
  readonly calls: Call[]
  /** The inputs of one command's calls. */
  readonly asked: <Name extends CommandName>(name: Name) => readonly unknown[]
  readonly answer: <Name extends CommandName>(
    name: Name,
    answer: (input: Input<Name>) => Result<Output<Name>> | Promise<Result<Output<Name>>>,
  ) => void
  readonly emit: <Name extends keyof Events>(name: Name, payload: Events[Name]) => void
  readonly snapshot: (rows: readonly FeedRow[], sequence?: number) => void
  readonly batch: (
    rows: readonly FeedRow[],
    more?: { readonly floors?: readonly FeedFloor[]; readonly gone?: readonly EventId[]; readonly sequence?: number },
  ) => void
  readonly setState: (state: BridgeState, lostBecause?: string) => void
}

export const createFakeBridge = (initial: Partial<Events> = {}): FakeBridge => {
  const calls: Call[] = []
  const answers: Answers = {}
  const listeners: Listeners = {
    feed: new Set(),
    channels: new Set(),
    accounts: new Set(),
    signIn: new Set(),
    deliveries: new Set(),
    preferences: new Set(),
    alerts: new Set(),
    window: new Set(),
    desktop: new Set(),
  }
  const told: Partial<Events> = { ...initial }
  const stateListeners = new Set<(state: BridgeState) => void>()
  let state: BridgeState = 'open'
  let sequence = 0
  const emit: FakeBridge['emit'] = (name, payload) => {
    if (name !== 'feed') told[name] = payload
    for (const listener of listeners[name]) listener(payload)
  }
  const sendFrame = (frame: FeedFrame) => {
    sequence = frame.sequence
    emit('feed', frame)
  }
  let lostBecause: string | undefined
  return {
    calls,
    lostBecause: () => lostBecause,
    asked: (name) => calls.filter((call) => call.name === name).map((call) => call.input),
    answer(name, answer) {
      Object.assign(answers, { [name]: answer })
    },
    emit,
    snapshot: (rows, next = sequence + 1) => sendFrame({ type: 'snapshot', sequence: next, rows, floors: [] }),
    batch: (rows, { floors = [], gone, sequence: next = sequence + 1 } = {}) =>
      sendFrame({ type: 'batch', sequence: next, rows, floors, ...(gone === undefined ? {} : { gone }) }),
    setState(next, why) {
      state = next
      lostBecause = why
      for (const listener of stateListeners) listener(next)
    },
    async invoke<Name extends CommandName>(name: Name, input: Input<Name>): Promise<Result<Output<Name>>> {
      calls.push({ name, input })
      const answer = answers[name]
      return answer === undefined ? emptyAnswer<Name>() : answer(input)
    },
    subscribe(name, listener) {
      listeners[name].add(listener)
      const now = told[name]
      if (now !== undefined) queueMicrotask(() => listeners[name].has(listener) && listener(now))
      return () => {
        listeners[name].delete(listener)
      }
    },
    state: () => state,
    onState(listener) {
      stateListeners.add(listener)
      return () => {
        stateListeners.delete(listener)
      }
    },
  }
}

/** Commands that answer nothing need no script; others fail loudly, as a bug of the test. */
const emptyAnswer = <Name extends CommandName>(): Result<Output<Name>> => {
  const nothing: unknown = ok({})
  return isResult<Output<Name>>(nothing) ? nothing : { ok: false, error: { kind: 'bug', message: 'No answer' } }
}

const isResult = <Value>(value: unknown): value is Result<Value> =>
  typeof value === 'object' && value !== null && 'ok' in value
