/** The desktop's preload, bundled to one CommonJS file: a sandboxed preload can be no module. */
import { contextBridge, ipcRenderer } from 'electron'
import { preloadName } from '../shared/protocol.ts'
import { createPreloadApi } from './hosts/desktop/preload-api.ts'

contextBridge.exposeInMainWorld(preloadName, createPreloadApi(ipcRenderer))
