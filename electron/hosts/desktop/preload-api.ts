/** The one object of the desktop's page, over Electron's `ipcRenderer`. The page never sees an event of it (checklist, 20). */
import { ipcChannel, type LineClosed, type PreloadApi, type ServerMessage } from '../../../shared/protocol.ts'
import { readClientRequest } from '../client-request.ts'

/** What is needed of Electron's `ipcRenderer`. */
export interface PageIpc {
  on(channel: string, listener: (event: unknown, message: ServerMessage | LineClosed) => void): unknown
  send(channel: string, message: unknown): void
}

export const createPreloadApi = (ipcRenderer: PageIpc): PreloadApi => {
  let listener: ((message: ServerMessage | LineClosed) => void) | undefined
  ipcRenderer.on(ipcChannel, (_event, message) => listener?.(message))
  return Object.freeze<PreloadApi>({
    send(message) {
      // Main reads it once more: what the page is made to say by somebody else goes no further than here.
      if (readClientRequest(message) !== undefined) ipcRenderer.send(ipcChannel, message)
    },
    listen(next) {
      listener = next
    },
  })
}
