/** Words and code pages of the RTF specification 1.9.1. */
import iconv from 'iconv-lite';

/** What a group inherits and its end takes back. */
export interface RtfState {
  /** The destination that text goes to. */
  to: 'text' | 'skip' | 'fonts' | 'styles' | 'info' | 'title' | 'author' | 'nested row';
  /** A destination that ends with its group, and whose blocks then follow the paragraph around it. */
  isAside: boolean;
  font: number;
  /** How many substitutes follow a character given by \u. */
  substitutes: number;
  isHidden: boolean;
  isDeleted: boolean;
  isBold: boolean;
  /** In half points. */
  size: number;
  inTable: boolean;
  outline: number | undefined;
  style: number | undefined;
}

/** Control words that change nothing but the state. */
export const RTF_PROPERTIES: Record<string, (parameter?: number) => Partial<RtfState>> = {
  uc: (count = 1) => ({ substitutes: Math.max(0, count) }),
  fonttbl: () => ({ to: 'fonts' }),
  stylesheet: () => ({ to: 'styles' }),
  info: () => ({ to: 'info' }),
  nesttableprops: () => ({ to: 'nested row' }),
  pard: () => ({ inTable: false, outline: undefined, style: undefined }),
  intbl: () => ({ inTable: true }),
  s: (style) => ({ style }),
  outlinelevel: (outline = 0) => ({ outline }),
  plain: () => ({ isBold: false, isHidden: false, isDeleted: false, size: 24 }),
  b: (on) => ({ isBold: on !== 0 }),
  fs: (size = 24) => ({ size }),
  v: (on) => ({ isHidden: on !== 0 }),
  deleted: (on) => ({ isDeleted: on !== 0 }),
};

/** Control words that are a character. */
export const RTF_CHARACTERS: Record<string, string> = {
  ...{ tab: '\t', line: '\n', lbr: '\n', softline: '\n', emdash: '—', endash: '–', bullet: '•' },
  ...{ lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”', emspace: '\u2003', enspace: '\u2002' },
  ...{ qmspace: '\u2005', zwj: '\u200d', zwnj: '\u200c', zwbo: '\u200b', zwnbo: '\u2060', ltrmark: '\u200e' },
  rtlmark: '\u200f',
};

/** Destinations without text of the document, besides all that are marked with \*. */
export const SILENT_DESTINATIONS = new Set(
  `colortbl pict header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep
   aftnsepc aftncn fldinst listtext pntext tc tcn xe rxe nonshppict shprslt nonesttables mmathPict objdata objclass
   objname sp upr filetbl revtbl listtable listoverridetable private template doccomm`.split(/\s+/),
);

/** The character set of a font → Windows or Macintosh code page; 0 and 1 leave it to the document where it says one. */
const CODE_PAGES: Record<number, number> = {
  ...{ 0: 1252, 77: 10_000, 78: 10_001, 79: 10_003, 80: 10_008, 81: 10_002, 85: 10_006, 86: 10_081, 87: 10_021 },
  ...{ 88: 10_029, 89: 10_007, 128: 932, 129: 949, 130: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258 },
  ...{ 177: 1255, 178: 1256, 179: 1256, 180: 1256, 181: 1255, 186: 1257, 204: 1251, 222: 874, 238: 1250 },
  ...{ 254: 437, 255: 850 },
};

export const codePageOfCharset = (charset: number): number | undefined => CODE_PAGES[charset];

const MAC_CODE_PAGES: Record<number, string> = {
  ...{
    10000: 'macintosh',
    10001: 'shift_jis',
    10002: 'big5',
    10003: 'euc-kr',
    10006: 'macgreek',
    10007: 'maccyrillic',
  },
  ...{ 10008: 'gb2312', 10021: 'macthai', 10029: 'maccenteuro', 10081: 'macturkish' },
};

/** An unknown code page is read as Windows-1252. */
export function decodeCodePage(bytes: Uint8Array, codePage: number): string {
  const name = codePage === 65_001 ? 'utf-8' : (MAC_CODE_PAGES[codePage] ?? `cp${codePage}`);
  return iconv.decode(Buffer.from(bytes), iconv.encodingExists(name) ? name : 'cp1252');
}
