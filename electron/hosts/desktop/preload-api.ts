/** The one object of the desktop's page, over Electron's `ipcRenderer`. The page never sees an event of it (checklist, 20). */
import type { IpcRenderer } from 'electron'
import { ipcChannel, type LineClosed, type PreloadApi, type ServerMessage } from '../../../shared/protocol.ts'
import { readClientRequest } from '../client-request.ts'

export const createPreloadApi = (ipcRenderer: Pick<IpcRenderer, 'on' | 'send'>): PreloadApi => {
  let listener: ((message: ServerMessage | LineClosed) => void) | undefined
  ipcRenderer.on(ipcChannel, (_event, message: ServerMessage | LineClosed) => listener?.(message))
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
