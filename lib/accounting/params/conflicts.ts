/** Where the conflicts of a sender are decided. */
export const conflictPath = (source: string): string =>
  `/accounting/conflicts?source=${encodeURIComponent(source)}`;
