import type { Alert } from '../../shared/contract.ts'
import { createSubject, type Observable } from './observable.ts'

export interface Alerts {
  readonly views: Observable<readonly Alert[]>
  /** The same id replaces: one alert a cause. */
  raise(alert: Alert): void
  dismiss(id: string): void
}

/** What the person must know and no single place of the window owns: a full disk, settings that were set aside. */
export const createAlerts = (): Alerts => {
  const views = createSubject<readonly Alert[]>([])
  const without = (id: string) => views.value.filter((alert) => alert.id !== id)
  return {
    views,
    raise: (alert) => views.set([...without(alert.id), alert]),
    dismiss: (id) => views.set(without(id)),
  }
}
