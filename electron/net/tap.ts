/** The raw-wire tap: the last frames of each source, redacted, for "copy diagnostics" and for making fixtures. */
export interface WireTap {
  record(source: string, direction: 'in' | 'out', text: string): void
}
