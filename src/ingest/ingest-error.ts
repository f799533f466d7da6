/**
 * Why a file or document cannot be taken in; the route gives each kind its status (docs/behaviour/conventions.md,
 * Errors).
 */
export type IngestErrorKind = 'unsupported_media_type' | 'broken_file' | 'too_large';

export class IngestError extends Error {
  readonly kind: IngestErrorKind;
  constructor(kind: IngestErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.kind = kind;
  }
}

export class UnsupportedMediaType extends IngestError {
  constructor(message: string) {
    super('unsupported_media_type', message);
  }
}

/** Encrypted, cut off, or not what it says it is. */
export class BrokenFile extends IngestError {
  constructor(message: string, options?: ErrorOptions) {
    super('broken_file', message, options);
  }
}

/** Past a limit in bytes, pages, depth, memory or time. */
export class TooLarge extends IngestError {
  constructor(message: string) {
    super('too_large', message);
  }
}

const CLASS_BY_KIND = { unsupported_media_type: UnsupportedMediaType, broken_file: BrokenFile, too_large: TooLarge };

/** Worker threads hand errors over as plain values; this makes the class anew. */
export const ingestError = (kind: IngestErrorKind, message: string): IngestError => new CLASS_BY_KIND[kind](message);
