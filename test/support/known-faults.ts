/** Tests whose fit is known to claim what is not true; a name is struck off when its fault is mended. */
export const KNOWN_FAULTS: ReadonlySet<string> = new Set([])
