import { Parser } from 'htmlparser2';
import { BrokenFile } from '../ingest-error.ts';
import { decodeXml } from './decode-text.ts';

/**
 * An element under the prefix that its namespace has in the standards' own examples (`w:p`, `text:h`), whatever prefix
 * the producer wrote and whichever edition of the namespace. What has no namespace, or one not listed below, keeps the
 * name it is written with.
 */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlNode[];
}
export type XmlNode = XmlElement | string;

/** What reads XML as it comes, without a tree: for worksheets with millions of cells. */
export interface XmlHandler {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Namespaces without the year and the host in which transitional and strict OOXML differ → prefix. */
const PREFIXES: Record<string, string> = {
  'wordprocessingml/main': 'w',
  'presentationml/main': 'p',
  'spreadsheetml/main': 'x',
  'drawingml/main': 'a',
  'drawingml/chart': 'c',
  'drawingml/diagram': 'dgm',
  'officeDocument/relationships': 'r',
  'officeDocument/math': 'm',
  'markup-compatibility': 'mc',
  'package/relationships': 'rel',
  'package/metadata/core-properties': 'cp',
  'officeDocument/extended-properties': 'ep',
  'officeDocument/extendedProperties': 'ep',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/dc/terms/': 'dcterms',
  'http://www.idpf.org/2007/opf': 'opf',
  'http://www.w3.org/1998/Math/MathML': 'math',
  'http://www.w3.org/1999/xlink': 'xlink',
  'http://www.w3.org/2001/04/xmlenc#': 'enc',
  'http://www.w3.org/XML/1998/namespace': 'xml',
};
const ODF_PREFIXES: Record<string, string> = { drawing: 'draw', 'svg-compatible': 'svg', 'xsl-fo-compatible': 'fo' };

function prefixOf(uri: string): string | undefined {
  const odf = /^urn:oasis:names:tc:opendocument:xmlns:([\w-]+?)(?::1\.0)?$/.exec(uri)?.[1];
  if (odf) return ODF_PREFIXES[odf] ?? odf;
  return PREFIXES[
    uri.replace(/^https?:\/\/(schemas\.openxmlformats\.org|purl\.oclc\.org\/ooxml)\/|\/20\d\d(?=\/)/g, '')
  ];
}

/** Deeper elements are nobody's document, and the readers visit their trees by recursion. */
const DEEPEST = 1_000;

/** Reads a document from its start to its end. Throws BrokenFile past a thousand levels. */
export function readXml(bytes: Uint8Array, handler: XmlHandler): void {
  type Scope = Record<string, string | undefined>;
  const scopes: Scope[] = [{ xml: 'xml' }];
  const names: string[] = [];

  const known = (written: string, scope: Scope, isAttribute: boolean) => {
    const colon = written.indexOf(':');
    if (colon < 0 && isAttribute) return written;
    const prefix = scope[written.slice(0, Math.max(colon, 0))];
    return prefix ? `${prefix}:${written.slice(colon + 1)}` : written;
  };

  const parser = new Parser(
    {
      onopentag(written, given) {
        if (names.length >= DEEPEST) throw new BrokenFile(`The XML is nested deeper than ${DEEPEST} levels.`);
        let scope = scopes.at(-1)!;
        const attributes: Record<string, string> = {};
        for (const key in given)
          if (key.startsWith('xmlns') && (key.length === 5 || key[5] === ':'))
            scope = { ...scope, [key.slice(6)]: prefixOf(given[key]!) };
        for (const key in given) attributes[known(key, scope, true)] = given[key]!;
        const name = known(written, scope, false);
        scopes.push(scope);
        names.push(name);
        handler.open?.(name, attributes);
      },
      ontext: (text) => handler.text?.(text),
      onclosetag() {
        scopes.pop();
        handler.close?.(names.pop()!);
      },
    },
    { xmlMode: true },
  );
  parser.end(decodeXml(bytes));
}

/** A document as a tree; the root stands in a nameless element. */
export function parseXml(bytes: Uint8Array): XmlElement {
  const top: XmlElement = { name: '', attributes: {}, children: [] };
  const open = [top];
  readXml(bytes, {
    open(name, attributes) {
      const element: XmlElement = { name, attributes, children: [] };
      open.at(-1)!.children.push(element);
      open.push(element);
    },
    text: (text) => open.at(-1)!.children.push(text),
    close: () => open.pop(),
  });
  return top;
}

export const childElements = (element: XmlElement): XmlElement[] =>
  element.children.filter((node) => typeof node !== 'string');

/** The first child of that name. */
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((node): node is XmlElement => typeof node !== 'string' && node.name === name);

/** All elements of that name below this one, in document order; of any namespace where the name has no prefix, `*` for all. */
export function* descendants(element: XmlElement, name: string): Generator<XmlElement> {
  const waiting: XmlNode[] = element.children.toReversed();
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    if (typeof node === 'string') continue;
    if (name === '*' || node.name === name || (!name.includes(':') && localName(node) === name)) yield node;
    for (let index = node.children.length - 1; index >= 0; index--) waiting.push(node.children[index]!);
  }
}

export const localName = ({ name }: XmlElement): string => name.slice(name.indexOf(':') + 1);

/** All text below a node. */
export const textOf = (node: XmlNode | undefined): string =>
  node === undefined ? '' : typeof node === 'string' ? node : node.children.map(textOf).join('');
