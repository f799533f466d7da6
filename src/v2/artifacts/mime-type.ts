/** What a file is: as whoever sends it says, or by its name, or by its content. */

const OOXML = 'application/vnd.openxmlformats-officedocument';
const BY_EXTENSION: Record<string, string> = {
  ...{ txt: 'text/plain', log: 'text/plain', md: 'text/markdown', markdown: 'text/markdown', csv: 'text/csv' },
  ...{ tsv: 'text/tab-separated-values', html: 'text/html', htm: 'text/html', css: 'text/css', rtf: 'application/rtf' },
  ...{
    json: 'application/json',
    jsonl: 'application/x-ndjson',
    ndjson: 'application/x-ndjson',
    xml: 'application/xml',
  },
  ...{
    yaml: 'application/yaml',
    yml: 'application/yaml',
    js: 'text/javascript',
    py: 'text/x-python',
    sql: 'application/sql',
  },
  ...{ pdf: 'application/pdf', epub: 'application/epub+zip', zip: 'application/zip', gz: 'application/gzip' },
  docx: `${OOXML}.wordprocessingml.document`,
  pptx: `${OOXML}.presentationml.presentation`,
  xlsx: `${OOXML}.spreadsheetml.sheet`,
  odt: 'application/vnd.oasis.opendocument.text',
  eml: 'message/rfc822',
  ...{
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    svg: 'image/svg+xml',
  },
  ...{ mp3: 'audio/mpeg', wav: 'audio/wav', mp4: 'video/mp4' },
};

const UNSPECIFIC = ['', 'application/octet-stream', 'binary/octet-stream', 'application/x-www-form-urlencoded'];

export const byName = (name: string): string | undefined =>
  BY_EXTENSION[/\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''];

export async function mimeTypeOf(name: string, declared: string, bytes: Uint8Array): Promise<string> {
  const said = declared.split(';', 1)[0]!.trim().toLowerCase();
  // A part of a form that says nothing is text by default, a file among them seldom is.
  if (!UNSPECIFIC.includes(said) && said !== 'text/plain') return said;
  const named = byName(name);
  if (named !== undefined) return named;
  const { fileTypeFromBuffer } = await import('file-type');
  const sniffed = await fileTypeFromBuffer(bytes).catch(() => undefined);
  return sniffed?.mime ?? (said === 'text/plain' ? said : 'application/octet-stream');
}
