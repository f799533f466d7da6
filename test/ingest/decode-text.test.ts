import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { parseFile, type UploadedFile } from '../../src/ingest/parse-file.ts';
import { linesOf } from './support/archive.ts';

const JAPANESE = '日本語の文書です。東京は日本の首都であり、最大の都市です。';
const CHINESE = '北京是中国的首都，人口超过两千万。这是一个测试文件。';
const TAIWANESE = '台北是台灣的首都，這是一個測試檔案。';
const KOREAN = '서울은 대한민국의 수도이며 가장 큰 도시이다.';
const RUSSIAN = 'Привет, мир! Это текст на русском языке для проверки кодировки.';
const UKRAINIAN = 'Київ є столицею України, найбільше місто країни.';
const GREEK = 'Η Αθήνα είναι η πρωτεύουσα της Ελλάδας και η μεγαλύτερη πόλη.';
const HEBREW = 'ירושלים היא בירת ישראל והעיר הגדולה ביותר בה.';
const ARABIC = 'القاهرة هي عاصمة مصر وأكبر مدنها.';
const THAI = 'กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย';
const POLISH = 'Zażółć gęślą jaźń. Warszawa jest stolicą Polski, największe miasto w kraju.';
const CZECH = 'Praha je hlavní a současně největší město České republiky. Leží mírně na sever od středu Čech.';
const TURKISH = 'İstanbul Türkiye’nin en büyük şehridir, çok güzel bir şehir.';
const FRENCH = 'Le café est fermé à côté de l’hôtel; déjà vu, garçon.';

const file = (name: string, bytes: Uint8Array, contentType?: string): UploadedFile => ({ name, bytes, contentType });
const bytesIn = (text: string, encoding: string) => Buffer.from(iconv.encode(text, encoding, { addBOM: false }));
const read = async (name: string, bytes: Uint8Array, contentType?: string) =>
  (await parseFile(file(name, bytes, contentType))).sections.map(({ text }) => text).join('|');

describe('an encoding that nobody declared is found', () => {
  it.each([
    ['shift_jis', JAPANESE],
    ['shift_jis', '日本語のテキスト'],
    ['euc-jp', JAPANESE],
    ['euc-jp', '日本語のテキスト'],
    ['gbk', CHINESE],
    ['gb18030', CHINESE],
    ['big5', TAIWANESE],
    ['euc-kr', KOREAN],
    ['windows-1251', RUSSIAN],
    ['windows-1251', UKRAINIAN],
    ['koi8-r', RUSSIAN],
    ['iso-8859-5', RUSSIAN],
    ['ibm866', RUSSIAN],
    ['windows-1253', GREEK],
    ['iso-8859-7', GREEK],
    ['windows-1255', HEBREW],
    ['windows-1256', ARABIC],
    ['windows-874', THAI],
    ['windows-1250', POLISH],
    ['iso-8859-2', CZECH],
    ['windows-1254', TURKISH],
    ['windows-1252', FRENCH],
    ...[JAPANESE, CHINESE, KOREAN, RUSSIAN, GREEK, ARABIC, THAI, FRENCH].flatMap((text): [string, string][] => [
      ['utf-16le', text],
      ['utf-16be', text],
    ]),
  ])('%s: %s', async (encoding, text) => {
    const bytes = bytesIn(text, encoding);
    expect(await read('a.txt', bytes)).toBe(iconv.decode(bytes, encoding));
  });

  it('ISO-2022-JP, which has no byte beyond ASCII', async () => {
    const bytes = Buffer.from('1b2442467c4b5c386c1b28422e', 'hex');
    expect(await read('a.txt', bytes)).toBe('日本語.');
  });

  it('and named in the answer, unless it is UTF-8', async () => {
    expect((await parseFile(file('a.txt', bytesIn(RUSSIAN, 'koi8-r')))).metadata).toEqual({
      'Content-Encoding': 'koi8-r',
    });
    expect((await parseFile(file('a.txt', Buffer.from(RUSSIAN)))).metadata).toEqual({});
  });
});

describe('what is declared counts', () => {
  const short = bytesIn('Ёж', 'koi8-r');
  it.each([
    ['text/plain; charset=koi8-r', 'Ёж'],
    ['text/plain; Charset="KOI8-R"', 'Ёж'],
    ['text/plain; charset=windows-1251', 'іЦ'],
    ['text/plain; charset=iso-8859-1', '³Ö'],
  ])('%s', async (contentType, text) => expect(await read('a.txt', short, contentType)).toBe(text));

  it.each(['a.md', 'a.csv', 'a.html', 'a.txt'])('for %s', async (name) => {
    expect(await read(name, bytesIn('日本', 'shift_jis'), 'text/plain; charset=Shift_JIS')).toContain('日本');
  });

  it('unless it is unknown or cannot be', async () => {
    expect(await read('a.txt', Buffer.from('Füße'), 'text/plain; charset=nonsense')).toBe('Füße');
    expect(await read('a.txt', Buffer.from('Füße'), 'text/plain; charset=us-ascii')).toBe('Füße');
    expect(await read('a.txt', bytesIn(FRENCH, 'windows-1252'), 'text/plain; charset=utf-8')).toBe(FRENCH);
  });

  it.each([
    ['utf-8', 'efbbbf'],
    ['utf-16le', 'fffe'],
    ['utf-16be', 'feff'],
    ['utf-32le', 'fffe0000'],
    ['utf-32be', '0000feff'],
  ])('less than the byte order mark of %s', async (encoding, mark) => {
    const bytes = Buffer.concat([Buffer.from(mark, 'hex'), bytesIn('Zürich 北京', encoding)]);
    expect(await read('a.txt', bytes, 'text/plain; charset=koi8-r')).toBe('Zürich 北京');
  });
});

describe('HTML', () => {
  const late = `<script>${'x();'.repeat(400)}</script>`;
  it.each([
    ['nothing', '', 'utf-8'],
    ['a late <meta>', `${late}<meta charset="windows-1251">`, 'windows-1251'],
    ['a <meta> with a content type', '<META http-equiv="Content-Type" content="text/html; charset=koi8-r">', 'koi8-r'],
    ['another <meta> in a comment', '<!-- <meta charset="koi8-r"> --><meta charset=windows-1251>', 'windows-1251'],
    ['another <meta> in a script', '<script>"<meta charset=koi8-r>"</script>', 'windows-1251'],
    ['an XML declaration', '<?xml version="1.0" encoding="koi8-r"?><html>', 'koi8-r'],
    ['UTF-16 by mistake', '<meta charset="utf-16">', 'utf-8'],
  ])('that declares %s', async (_name, head, encoding) => {
    const bytes = bytesIn(`${head.startsWith('<?xml') ? '' : '<!doctype html>'}${head}<p>${RUSSIAN}</p>`, encoding);
    expect(await read('a.html', bytes)).toBe(RUSSIAN);
  });
});

describe('a few wrong bytes', () => {
  const text = 'Zürich liegt in der Schweiz. 北京是中国的首都。';
  it.each(['a.txt', 'a.md', 'a.csv', 'a.html'])('leave %s what it is', async (name) => {
    const bytes = Buffer.concat([
      Buffer.from(text),
      Buffer.from([0xff]),
      Buffer.from(`\n\n${text}`),
      Buffer.from([0xe5, 0x8c]),
    ]);
    const found = await read(name, bytes);
    expect(found.match(/Zürich/g)).toHaveLength(2);
    expect(found).toContain('北京');
  });

  it.each<[string, string, string[]]>([
    ['dos.txt', 'An old text.\r\n\u001a', ['An old text.']],
    ['log.md', '# Log\n\nLine one.\0\n\nLine two.\n', ['Log', 'Line one.', 'Line two.']],
    ['colour.txt', 'All \u001b[1;32mgreen\u001b[0m.', ['All green.']],
    ['feed.txt', 'One.\n\fTwo.', ['One.', 'Two.']],
    ['bell.csv', 'a,b\n1\u0007,2\n', ['a, b', '1, 2']],
    ['page.html', '<!doctype html><p>Some\u0001 text</p>', ['Some text']],
    ['data.json', '{"a":"b"}\0', ['a: b']],
    ['mail.eml', 'From: ann@example.com\r\nSubject: Hello\r\n\r\nBody.\r\n\0\0', ['Body.']],
  ])('control characters in %s', async (name, source, lines) => {
    expect(await linesOf(name, Buffer.from(source))).toEqual(lines);
  });
});
