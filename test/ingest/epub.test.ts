import iconv from 'iconv-lite';
import { expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
import { archive, linesOf, type Parts } from './support/archive.ts';

const CONTAINER =
  '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>';
const chapter = (body: string) =>
  `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>${body}</body></html>`;
const WORDS = chapter('<p>Words of it.</p>');

const opf = (href: string, { prefix = '', namespace = true, mediaType = 'application/xhtml+xml', more = '' } = {}) => {
  const p = prefix && `${prefix}:`;
  const xmlns = namespace ? ` xmlns${prefix && `:${prefix}`}="http://www.idpf.org/2007/opf"` : '';
  return `<${p}package${xmlns}>${more}<${p}manifest><${p}item id="a" href="${href}" media-type="${mediaType}"/></${p}manifest><${p}spine><${p}itemref idref="a"/></${p}spine></${p}package>`;
};
const book = (packageDocument: string | Uint8Array, parts: Parts) =>
  archive({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': CONTAINER,
    'OPS/a.opf': packageDocument,
    ...parts,
  });

it.each<[string, string, Parts]>([
  ['a prefix', opf('a.xhtml', { prefix: 'opf' }), { 'OPS/a.xhtml': WORDS }],
  ['no namespace', opf('a.xhtml', { namespace: false }), { 'OPS/a.xhtml': WORDS }],
  ['a % that encodes nothing', opf('100% sure.xhtml'), { 'OPS/100% sure.xhtml': WORDS }],
  ['encoded blanks and umlauts', opf('a%20%C3%BC.xhtml'), { 'OPS/a ü.xhtml': WORDS }],
  ['a name that looks encoded', opf('a%20b.xhtml'), { 'OPS/a%20b.xhtml': WORDS }],
  ['a broken encoding', opf('a%FF.xhtml'), { 'OPS/a%FF.xhtml': WORDS }],
  ['another folder and a fragment', opf('../text/a.xhtml#start'), { 'text/a.xhtml': WORDS }],
  ['an absolute path', opf('/text/a.xhtml'), { 'text/a.xhtml': WORDS }],
  ['upper and lower case mixed', opf('A.XHTML'), { 'OPS/a.xhtml': WORDS }],
  ['HTML that is no XML', opf('a.html', { mediaType: 'text/html' }), { 'OPS/a.html': '<p>Words<br>of it.' }],
  [
    'a prefix in the chapter',
    opf('a.xhtml'),
    {
      'OPS/a.xhtml':
        '<?xml version="1.0"?><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:body><h:p>Words of it.</h:p></h:body></h:html>',
    },
  ],
])('finds chapters of packages with %s', async (_name, packageDocument, parts) => {
  expect((await linesOf('a.epub', book(packageDocument, parts))).join(' ').replace(/\s+/g, ' ')).toBe('Words of it.');
});

it.each<[string, string]>([
  ['a chapter that the archive lacks', opf('b.xhtml')],
  ['a spine that names no item', opf('a.xhtml').replace('idref="a"', 'idref="b"')],
  ['an empty spine', opf('a.xhtml').replace(/<itemref.*?\/>/, '')],
])('refuses %s', async (_name, packageDocument) => {
  await expect(
    parseFile({ name: 'a.epub', bytes: book(packageDocument, { 'OPS/a.xhtml': WORDS }) }),
  ).rejects.toMatchObject({ kind: 'broken_file' });
});

it('knows the named characters of HTML and of the document', async () => {
  const source =
    '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY pub "Gull &amp; Sons">]><html xmlns="http://www.w3.org/1999/xhtml"><body><p>caf&eacute;&nbsp;&mdash; &lt;b&gt; &amp;amp; &pub;</p></body></html>';
  expect(await linesOf('a.epub', book(opf('a.xhtml'), { 'OPS/a.xhtml': source }))).toEqual([
    'café — <b> &amp; Gull & Sons',
  ]);
});

it.each(['windows-1251', 'koi8-r', 'utf-16'])('reads chapters and packages in %s', async (encoding) => {
  const encoded = (source: string) => new Uint8Array(iconv.encode(source, encoding));
  const declared = (source: string) =>
    encoded(`<?xml version="1.0" encoding="${encoding}"?>${source.replace(/^<\?xml.*?\?>/, '')}`);
  const more = '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Чайка</dc:title></metadata>';
  const bytes = book(declared(opf('a.xhtml', { more })), { 'OPS/a.xhtml': declared(chapter('<p>Маяк горит.</p>')) });
  expect(await parseFile({ name: 'a.epub', bytes })).toMatchObject({
    title: 'Чайка',
    sections: [{ text: 'Маяк горит.' }],
  });
});
