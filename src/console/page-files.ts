/** The files of the page, as a browser takes them: read from their folder when they are asked for, so that an edit needs a reload only. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

export interface PageFile {
  type: string;
  body: Buffer;
  /** The body in brotli. */
  compressed: Buffer;
  etag: string;
}

const TYPES: Record<string, string> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.tsx': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const compress = promisify(brotliCompress);

/** Reads files below `folder` by their path; undefined for what is not there or of a kind that a page has no use for. */
export function createPageFiles(folder: string) {
  const kept = new Map<string, { changed: number; file: Promise<PageFile> }>();

  return async (path: string): Promise<PageFile | undefined> => {
    const at = join(folder, path);
    const type = TYPES[extname(at)];
    if (!type || !at.startsWith(folder + sep)) return undefined;
    const found = await stat(at).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const before = kept.get(at);
    if (before?.changed === found.mtimeMs) return before.file;
    const file = readPageFile(at, type);
    kept.set(at, { changed: found.mtimeMs, file });
    // What could not be read is tried again.
    file.catch(() => kept.delete(at));
    return file;
  };
}

async function readPageFile(at: string, type: string): Promise<PageFile> {
  const bytes = await readFile(at);
  return toPageFile(type, /\.tsx?$/.test(at) ? Buffer.from(await toJavaScript(at, bytes.toString())) : bytes);
}

/** What rolldown makes of a module for the package, here of one alone. */
async function toJavaScript(at: string, source: string): Promise<string> {
  // A devDependency: the published page is plain JavaScript.
  const { transform } = await import('rolldown/utils');
  const { code, errors } = await transform(at, source, {
    jsx: { runtime: 'automatic', importSource: 'preact' },
    typescript: { onlyRemoveTypeImports: true },
  });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return code;
}

export async function toPageFile(type: string, body: Buffer): Promise<PageFile> {
  const compressed = await compress(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  return { type, body, compressed, etag: `"${digest}"` };
}
