/** What a file may ask of us before it is refused with TooLarge. */
export interface FileLimits {
  /** Bytes of the file as it came. */
  fileBytes: number;
  /** Pages of a PDF. */
  pages: number;
  /** Bytes of everything inside a zip-based file, unpacked. */
  decompressedBytes: number;
}

/** 10 MB as the service has it (reference corpora §4.1); the other two are ours. */
export const DEFAULT_FILE_LIMITS: FileLimits = {
  fileBytes: 10 * 1024 * 1024,
  pages: 2_000,
  decompressedBytes: 100 * 1024 * 1024,
};
