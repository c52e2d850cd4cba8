import type { UpdateView } from '../../../shared/contract.ts'
import type { MenuEntry } from './menu-entry.ts'

export interface UpdateActions {
  /** Looks for one, where the person can see what comes of it. */
  checkForUpdate(): void
  /** Installs what is there, or opens the page where it is. */
  update(): void
}

/** The one entry about updates, by what can be done now; none where this build cannot look for any. */
export const updateEntries = (update: UpdateView, { checkForUpdate, update: take }: UpdateActions): MenuEntry[] => {
  switch (update.status) {
    case 'unavailable':
      return []
    case 'idle':
    case 'current':
    case 'failed':
      return [{ label: 'Check for Updates…', click: checkForUpdate }]
    case 'checking':
      return [{ label: 'Checking for Updates…', enabled: false }]
    case 'available':
      return [{ label: `${update.how === 'install' ? 'Download' : 'Get'} Version ${update.version}…`, click: take }]
    case 'downloading':
      return [{ label: `Downloading Version ${update.version}…`, enabled: false }]
    case 'ready':
      return [{ label: `Restart to Install Version ${update.version}`, click: take }]
  }
}
