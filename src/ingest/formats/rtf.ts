import { BrokenFile, TooLarge } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import type { ParsedFile } from '../structured-document.ts';
import { sectionsOf } from './blocks.ts';
import { RtfFlow } from './rtf-flow.ts';
import {
  codePageOfCharset,
  decodeCodePage,
  RTF_CHARACTERS,
  RTF_PROPERTIES,
  type RtfState,
  SILENT_DESTINATIONS,
} from './rtf-words.ts';

/**
 * Rich text after the specification 1.9.1. A paragraph is a heading by its outline level, by that of its style, or where
 * all of it is bold and large. Notes and text boxes follow the paragraph that holds them. Headers, comments, hidden and
 * deleted text, pictures and the marks of lists are not read.
 */
export async function parseRtf(bytes: Uint8Array, { extractTables }: FormatOptions): Promise<ParsedFile> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const start = /^(?:\u00ef\u00bb\u00bf)?\s*\{\\rtf/.exec(source)?.[0];
  if (start === undefined) throw new BrokenFile('The file is not rich text.');
  const reader = new RtfReader(source, start.indexOf('{'));
  const { title, author, blocks } = reader.read();
  return {
    ...(title && { title }),
    metadata: author ? { Author: author } : {},
    sections: sectionsOf(blocks, extractTables),
  };
}

const DEEPEST = 10_000;

class RtfReader {
  readonly #source: string;
  #at: number;
  #state: RtfState = {
    ...{ to: 'text', isAside: false, font: -1, substitutes: 1, isHidden: false, isDeleted: false, isBold: false },
    ...{ size: 24, inTable: false, outline: undefined, style: undefined },
  };
  readonly #groups: RtfState[] = [];
  readonly #flows: RtfFlow[] = [new RtfFlow()];
  readonly #codePages = new Map<number, number>();
  readonly #outlines = new Map<number, number>();
  readonly #properties = { title: '', author: '' };
  #codePage = 1252;
  #defaultFont = -1;
  /** Bytes of text in one code page, decoded together, since a character may have two. */
  #bytes: number[] = [];
  #bytesCodePage = 1252;
  #toSkip = 0;
  #styleName = '';
  /** Of each cell of the row whether it goes on the one before. */
  #merges: boolean[] = [];
  #isMerged = false;

  constructor(source: string, at: number) {
    this.#source = source;
    this.#at = at;
  }

  get #flow(): RtfFlow {
    return this.#flows.at(-1)!;
  }

  read() {
    const token = /\\([a-zA-Z]+)(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([\s\S])|[{}]|[\r\n\0]+|[^\\{}\r\n\0]+|\\$/y;
    let depth = 0;
    while (this.#at < this.#source.length) {
      token.lastIndex = this.#at;
      const match = token.exec(this.#source)!;
      this.#at = token.lastIndex;
      const [all, word, parameter, hex, symbol] = match;
      if (all === '{') {
        if (++depth > DEEPEST) throw new TooLarge(`The groups are nested deeper than ${DEEPEST} levels.`);
        this.#open();
      } else if (all === '}') {
        this.#close();
        if (--depth <= 0) break;
      } else if (word) this.#control(word, parameter === undefined ? undefined : Number(parameter));
      else if (hex) this.#byte(Number.parseInt(hex, 16));
      else if (symbol !== undefined) this.#symbol(symbol);
      else if (!/^[\r\n\0\\]/.test(all))
        for (let index = 0; index < all.length; index++) this.#byte(all.charCodeAt(index));
    }
    while (this.#groups.length > 0) this.#close();
    this.#endParagraph();
    const { title, author } = this.#properties;
    return { title: title.trim(), author: author.trim(), blocks: this.#flow.blocks };
  }

  #open() {
    this.#flush();
    this.#toSkip = 0;
    this.#groups.push(this.#state);
    this.#state = { ...this.#state, isAside: false };
  }

  #close() {
    this.#flush();
    this.#toSkip = 0;
    if (this.#state.to === 'styles') this.#endStyle();
    if (this.#state.isAside) {
      this.#endParagraph();
      const { blocks } = this.#flows.pop()!;
      this.#flow.asides.push(...blocks);
    }
    this.#state = this.#groups.pop() ?? this.#state;
  }

  #symbol(symbol: string) {
    if (symbol === '*') {
      // An unknown destination is skipped; those known are named here.
      const known = /\\(shpinst|shptxt|do|dptxbxtext|ud|moMath|moMathPara|nesttableprops|footnote)(?![a-zA-Z])/y;
      known.lastIndex = this.#at;
      if (!known.test(this.#source)) this.#state.to = 'skip';
    } else if (symbol === '\n' || symbol === '\r') this.#control('par', undefined);
    else if (symbol === '~') this.#character('\u00a0');
    else if (symbol === '_') this.#character('\u2011');
    else if (symbol === '\t') this.#character('\t');
    else if (/[\\{}]/.test(symbol)) this.#byte(symbol.charCodeAt(0));
  }

  #control(word: string, parameter: number | undefined) {
    const state = this.#state;
    // What was said so far looks as the text before it did.
    if (/^(v|deleted|plain|b|fs)$/.test(word)) this.#flush();
    if (Object.hasOwn(RTF_CHARACTERS, word)) return this.#character(RTF_CHARACTERS[word]!);
    if (SILENT_DESTINATIONS.has(word) || /^m\w+Pr$/.test(word)) state.to = 'skip';
    const changes = Object.hasOwn(RTF_PROPERTIES, word) ? RTF_PROPERTIES[word]!(parameter) : undefined;
    if (changes) Object.assign(state, changes);
    switch (word) {
      case 'u':
        this.#unicode(parameter ?? 0);
        break;
      case 'bin':
        this.#at += Math.max(0, parameter ?? 0);
        break;
      case 'ansicpg':
        this.#codePage = parameter || 1252;
        break;
      case 'mac':
        this.#codePage = 10_000;
        break;
      case 'pc':
        this.#codePage = 437;
        break;
      case 'pca':
        this.#codePage = 850;
        break;
      case 'deff':
        this.#defaultFont = parameter ?? -1;
        state.font = this.#defaultFont;
        break;
      case 'f':
        state.font = parameter ?? this.#defaultFont;
        break;
      case 'fcharset':
        if (state.to === 'fonts') this.#codePages.set(state.font, codePageOfCharset(parameter ?? 1) ?? 0);
        break;
      case 'cpg':
        if (state.to === 'fonts' && parameter) this.#codePages.set(state.font, parameter);
        break;
      case 'title':
      case 'author':
        if (state.to === 'info') state.to = word;
        break;
      case 'ud':
        // `{\upr{in bytes}{\*\ud{in Unicode}}}` says the same twice.
        state.to = this.#groups.at(-2)?.to ?? state.to;
        break;
      case 'shptxt':
      case 'dptxbxtext':
      case 'footnote':
        if (state.to === 'text') this.#beginAside();
        break;
      case 'plain':
        state.font = this.#defaultFont;
        break;
      default:
        if (state.to === 'text' || (state.to === 'nested row' && word === 'nestrow')) this.#structure(word);
    }
  }

  /** What ends paragraphs, cells and rows. */
  #structure(word: string) {
    switch (word) {
      case 'par':
      case 'page':
      case 'column':
      case 'sect':
        this.#flush();
        this.#toSkip = 0;
        if (this.#state.inTable) this.#flow.endCellParagraph();
        else this.#endParagraph();
        break;
      case 'nestcell':
        this.#character(', ');
        break;
      case 'nestrow':
        this.#flush();
        this.#flow.endCellParagraph();
        break;
      case 'cell':
        this.#flush();
        this.#toSkip = 0;
        this.#flow.endCell();
        break;
      case 'trowd':
        this.#merges = [];
        this.#isMerged = false;
        break;
      case 'clmrg':
        this.#isMerged = true;
        break;
      case 'cellx':
        this.#merges.push(this.#isMerged);
        this.#isMerged = false;
        break;
      case 'row':
        this.#flow.endRow(this.#merges);
    }
  }

  #beginAside() {
    Object.assign(this.#state, { isAside: true, inTable: false, outline: undefined, style: undefined });
    this.#flows.push(new RtfFlow());
  }

  #unicode(code: number) {
    this.#flush();
    this.#toSkip = 0;
    this.#character(String.fromCharCode(code < 0 ? code + 65_536 : code));
    this.#toSkip = this.#state.substitutes;
  }

  /** One byte of text in the code page of its font. */
  #byte(byte: number) {
    if (this.#toSkip > 0) {
      this.#toSkip--;
      return;
    }
    if (this.#state.to === 'skip' || this.#state.to === 'info') return;
    const codePage = (this.#state.to === 'fonts' ? 0 : this.#codePages.get(this.#state.font)) || this.#codePage;
    if (codePage !== this.#bytesCodePage) this.#flush();
    this.#bytesCodePage = codePage;
    this.#bytes.push(byte);
  }

  #character(character: string) {
    if (this.#toSkip > 0) {
      this.#toSkip--;
      return;
    }
    this.#flush();
    this.#add(character);
  }

  #flush() {
    if (this.#bytes.length === 0) return;
    const bytes = Buffer.from(this.#bytes);
    this.#bytes = [];
    this.#add(decodeCodePage(bytes, this.#bytesCodePage));
  }

  #add(text: string) {
    const { to, isHidden, isDeleted, isBold, size } = this.#state;
    if (to === 'title' || to === 'author') this.#properties[to] += text;
    else if (to === 'styles') this.#styleName += text;
    else if (to === 'text' && !isHidden && !isDeleted) this.#flow.add(text, isBold, size);
  }

  #endStyle() {
    const { style, outline } = this.#state;
    const [, level] = /^\s*heading (\d)/i.exec(this.#styleName) ?? [];
    const found = outline ?? (level ? Number(level) - 1 : /^\s*title;/i.test(this.#styleName) ? 0 : undefined);
    if (style !== undefined && found !== undefined && found < 9) this.#outlines.set(style, found);
    this.#styleName = '';
  }

  #endParagraph() {
    const { style, outline = this.#outlines.get(style ?? -1) } = this.#state;
    this.#flow.endParagraph(outline);
  }
}
