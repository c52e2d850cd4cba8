/** What a window asked, read from a value that may be anything. Names and inputs stay `unknown`: the core checks them. */
export type ClientRequest =
  | { readonly kind: 'hello'; readonly token: string }
  | { readonly kind: 'invoke'; readonly id: number; readonly name: unknown; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'subscribe'; readonly id: number; readonly name: unknown }
  | { readonly kind: 'unsubscribe'; readonly id: number }

/** Undefined for everything that is no message of shared/protocol.ts. */
export const readClientRequest = (value: unknown): ClientRequest | undefined => {
  if (!isRecord(value)) return undefined
  const { hello, id, invoke, input, cancel, subscribe, unsubscribe } = value
  if (hello !== undefined) {
    return isRecord(hello) && typeof hello['token'] === 'string' ? { kind: 'hello', token: hello['token'] } : undefined
  }
  if (invoke !== undefined) return isId(id) ? { kind: 'invoke', id, name: invoke, input } : undefined
  if (subscribe !== undefined) return isId(id) ? { kind: 'subscribe', id, name: subscribe } : undefined
  if (cancel !== undefined) return isId(cancel) ? { kind: 'cancel', id: cancel } : undefined
  if (unsubscribe !== undefined) return isId(unsubscribe) ? { kind: 'unsubscribe', id: unsubscribe } : undefined
  return undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
