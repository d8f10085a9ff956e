/** Why a scan file as a whole cannot be used. */
export type UnreadableCause =
  | "not_gzip"
  | "cut_short"
  | "damaged"
  | "empty"
  | "not_a_scan"
  | "wrong_volume"
  | "too_many_bad_lines"
  | "too_many_directories";

/**
 * A scan file that cannot be used as a whole; nothing of it may be published. The message is a
 * sentence for whoever sent the file.
 */
export class ScanUnreadable extends Error {
  override readonly name = "ScanUnreadable";
  readonly reason: UnreadableCause;

  constructor(reason: UnreadableCause, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

/** What zlib says about a file, as a sentence for whoever sent it; other errors as they are. */
export function toUnreadable(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === "Z_BUF_ERROR") {
    return new ScanUnreadable("cut_short", "The file ends in the middle: it was cut short.", error);
  }
  if (code === "Z_DATA_ERROR" || code === "Z_NEED_DICT" || code === "Z_STREAM_ERROR") {
    const message = "The file is damaged: some of its bytes are not valid gzip data.";
    return new ScanUnreadable("damaged", message, error);
  }
  return error;
}
