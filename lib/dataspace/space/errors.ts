import { AppError, type AppErrorOptions, type ErrorCode } from "@/lib/platform/errors";

/** Any failure of the data space; `details.error` tells clients which. */
export class DataSpaceError extends AppError {
  // The name is given as text, since a build may shorten the names of classes.
  constructor(
    code: ErrorCode,
    message: string,
    options: AppErrorOptions = {},
    error = "DataSpaceError",
  ) {
    super(code, message, { ...options, details: { ...options.details, error } });
  }
}

/** The configuration of a data space or a Reaper is missing, of the wrong kind or out of bounds. */
export class DataSpaceConfigurationError extends DataSpaceError {
  constructor(message: string, options: AppErrorOptions = {}) {
    super("invalid_input", message, options, "DataSpaceConfigurationError");
  }
}

/** The database cannot be reached (503). */
export class DataSpaceConnectionError extends DataSpaceError {
  constructor(cause: unknown) {
    const message = "The database cannot be reached now. Please try again.";
    super("unavailable", message, { cause }, "DataSpaceConnectionError");
  }
}

/** What is to be made is there already (409). */
export class DataSpaceExistsError extends DataSpaceError {
  constructor(message: string) {
    super("conflict", message, {}, "DataSpaceExistsError");
  }
}

/** A state that metadata cannot have (400). */
export class InvalidMetadataError extends DataSpaceError {
  constructor(message: string) {
    super("invalid_input", message, {}, "InvalidMetadataError");
  }
}

/** There is no such product, header, metadata or task manager (404). */
export class KeyNotFoundError extends DataSpaceError {
  constructor(message: string) {
    super("not_found", message, {}, "KeyNotFoundError");
  }
}

/** The feed, or this incarnation of it, has no generation, or not this one (404). */
export class NoGenerationError extends DataSpaceError {
  constructor(message: string) {
    super("not_found", message, {}, "NoGenerationError");
  }
}

/** The product counts no longer (410); readers who can live with that allow it. */
export class DataExpiredError extends DataSpaceError {
  constructor(message: string) {
    super("not_found", message, { status: 410 }, "DataExpiredError");
  }
}
