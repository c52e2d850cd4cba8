/** What happens to a page, as Electron tells it. */
import type { None, PreventableEvent, StrayEvents } from './events.ts'
import type { IpcEvent } from './ipc-main.ts'
import type { FrameFace } from './web-frame-main.ts'

export interface NavigationDetails {
  readonly url: string
  readonly isSameDocument: boolean
  readonly isMainFrame: boolean
  readonly frame: FrameFace | null
}

export type NavigationArguments = [
  details: PreventableEvent<NavigationDetails>,
  url: string,
  isInPlace: boolean,
  isMainFrame: boolean,
  frameProcessId: number,
  frameRoutingId: number,
]

export type ContextMenuFace = Pick<
  Electron.ContextMenuParams,
  'x' | 'y' | 'misspelledWord' | 'dictionarySuggestions' | 'isEditable' | 'selectionText' | 'editFlags' | 'linkURL'
> & { readonly frame: FrameFace | null }

export interface WebContentsEvents {
  'did-start-loading': []
  'did-stop-loading': []
  'dom-ready': []
  'did-finish-load': []
  'did-fail-load': [
    event: Electron.Event,
    errorCode: number,
    errorDescription: string,
    validatedUrl: string,
    isMainFrame: boolean,
    frameProcessId: number,
    frameRoutingId: number,
  ]
  'did-start-navigation': NavigationArguments
  'will-frame-navigate': [details: PreventableEvent<NavigationDetails>]
  'will-navigate': NavigationArguments
  'will-redirect': NavigationArguments
  'did-redirect-navigation': NavigationArguments
  'did-navigate': [event: Electron.Event, url: string, httpResponseCode: number, httpStatusText: string]
  'did-frame-navigate': [
    event: Electron.Event,
    url: string,
    httpResponseCode: number,
    httpStatusText: string,
    isMainFrame: boolean,
    frameProcessId: number,
    frameRoutingId: number,
  ]
  'did-navigate-in-page': [
    event: Electron.Event,
    url: string,
    isMainFrame: boolean,
    frameProcessId: number,
    frameRoutingId: number,
  ]
  'page-title-updated': [event: PreventableEvent, title: string, explicitSet: boolean]
  'preload-error': [event: Electron.Event, preloadPath: string, error: Error]
  'render-process-gone': [event: Electron.Event, details: Electron.RenderProcessGoneDetails]
  unresponsive: []
  responsive: []
  destroyed: []
  'will-attach-webview': [
    event: PreventableEvent,
    webPreferences: Electron.WebPreferences,
    params: Record<string, string>,
  ]
  'context-menu': [event: PreventableEvent, params: ContextMenuFace]
  'before-input-event': [event: PreventableEvent, input: Electron.Input]
  'ipc-message': [event: IpcEvent, channel: string, ...values: unknown[]]
}
export type NoStrayWebContentsEvents = None<StrayEvents<Electron.WebContents, WebContentsEvents>>
