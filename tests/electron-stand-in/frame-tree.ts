/** The frames of a page, and which document each of them shows, as Chromium tells it. */
import type { CDPSession } from 'playwright'
import { toAppAddress } from './addresses.ts'
import { StandInFrame } from './web-frame-main.ts'

interface Node {
  readonly id: string
  readonly number: number
  readonly parent: string | undefined
  frame: StandInFrame
}

export interface FrameTree {
  /** The main frame, as long as it has shown nothing yet. */
  begin(mainId: string): void
  readonly main: () => StandInFrame
  readonly mainId: () => string | undefined
  of(frameId: string | undefined): StandInFrame | null
  all(): readonly StandInFrame[]
  isMain(frameId: string): boolean
}

export const watchFrames = (
  cdp: CDPSession,
  processId: number,
  send: (frameId: string, channel: string, values: readonly unknown[]) => void,
): FrameTree => {
  const nodes = new Map<string, Node>()
  let last = 0
  let mainId: string | undefined

  const put = (id: string, parent: string | undefined, url: string, name: string) => {
    const known = nodes.get(id)
    known?.frame.end()
    if (parent === undefined) mainId = id
    const number = known?.number ?? ++last
    const frame = new StandInFrame({
      url: toAppAddress(url),
      name,
      number,
      processId,
      parent: parent === undefined ? null : (nodes.get(parent)?.frame ?? null),
      children: () => [...nodes.values()].filter((node) => node.parent === id).map((node) => node.frame),
      send: (channel, values) => send(id, channel, values),
    })
    nodes.set(id, { id, number, parent, frame })
  }
  const drop = (id: string) => {
    for (const node of [...nodes.values()]) if (node.parent === id) drop(node.id)
    nodes.get(id)?.frame.end()
    nodes.delete(id)
  }
  cdp.on('Page.frameAttached', ({ frameId, parentFrameId }) => put(frameId, parentFrameId, 'about:blank', ''))
  cdp.on('Page.frameDetached', ({ frameId, reason }) => {
    if (reason === 'remove') drop(frameId)
  })
  cdp.on('Page.frameNavigated', ({ frame }) => {
    for (const node of [...nodes.values()]) if (node.parent === frame.id) drop(node.id)
    put(
      frame.id,
      frame.parentId,
      frame.unreachableUrl === undefined ? frame.url + (frame.urlFragment ?? '') : 'chrome-error://chromewebdata/',
      frame.name ?? '',
    )
  })
  cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    // The same document at another address: the object stays, and says the new address.
    nodes.get(frameId)?.frame.move(toAppAddress(url))
  })

  const blank = new StandInFrame({
    url: '',
    name: '',
    number: 0,
    processId,
    parent: null,
    children: () => [],
    send: () => {},
  })
  return {
    begin(id) {
      if (mainId === undefined) put(id, undefined, 'about:blank', '')
    },
    main: () => (mainId === undefined ? blank : (nodes.get(mainId)?.frame ?? blank)),
    mainId: () => mainId,
    of: (frameId) => (frameId === undefined ? null : (nodes.get(frameId)?.frame ?? null)),
    all: () => [...nodes.values()].map(({ frame }) => frame),
    isMain: (frameId) => frameId === mainId || !nodes.has(frameId),
  }
}
