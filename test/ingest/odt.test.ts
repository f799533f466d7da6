import { expect, it } from 'vitest';
import { archive, linesOf, type Parts } from './support/archive.ts';

const NAMES = ['office', 'text', 'table', 'style']
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .join(' ');
const REST =
  'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:math="http://www.w3.org/1998/Math/MathML"';

const content = (body: string, styles = '') =>
  `<office:document-content ${NAMES} ${REST}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`;

const odt = (xml: string, more: Parts = {}) =>
  archive({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'META-INF/manifest.xml': '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    'content.xml': xml,
    ...more,
  });

const note = (kind: string) =>
  `<text:note text:note-class="${kind}"><text:note-citation>1</text:note-citation><text:note-body><text:p>The ${kind}.</text:p><text:p>Its end.</text:p></text:note-body></text:note>`;

it.each<[string, string, string[]]>([
  ['a footnote', `<text:p>Main${note('footnote')} goes on.</text:p>`, ['Main goes on.', 'The footnote.', 'Its end.']],
  [
    'an endnote in a heading',
    `<text:h text:outline-level="2">Head${note('endnote')}</text:h>`,
    ['Head', 'The endnote.', 'Its end.'],
  ],
  [
    'fields, with the value stored in them',
    '<text:p>See <text:bookmark-ref text:ref-name="b">Chapter Nine</text:bookmark-ref> of <text:date>2 May</text:date>, <text:sequence>7</text:sequence>, <text:page-number>3</text:page-number>, <text:user-defined>mine</text:user-defined>, <text:placeholder>&lt;name&gt;</text:placeholder>, <text:bibliography-mark text:identifier="k">[Knuth]</text:bibliography-mark>, <text:database-display>Ada</text:database-display>, <text:title>Of it</text:title>.</text:p>',
    ['See Chapter Nine of 2 May, 7, 3, mine, <name>, [Knuth], Ada, Of it.'],
  ],
  [
    'the base of ruby',
    '<text:p>In <text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>とうきょう</text:ruby-text></text:ruby>.</text:p>',
    ['In 東京.'],
  ],
  [
    'what was kept of tracked changes',
    '<text:tracked-changes><text:changed-region><text:deletion><text:p>the old figure</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>Kept <text:change-start/>new <text:change-end/><text:change/>words.</text:p>',
    ['Kept new words.'],
  ],
  [
    'no comments and no hidden text',
    '<text:p>Shown<office:annotation><dc:creator>Bo</dc:creator><text:p>Remark.</text:p></office:annotation><text:hidden-text text:string-value="x">secret</text:hidden-text>.</text:p>',
    ['Shown.'],
  ],
  [
    'blanks, tabs and lines as elements',
    '<text:p>  One<text:s text:c="3"/>two<text:tab/>three\n   four<text:line-break/>five </text:p>',
    ['One two three four\nfive'],
  ],
  [
    'spans and links that cut a word',
    '<text:p>un<text:span>be<text:a xlink:href="x">liev</text:a></text:span>able</text:p>',
    ['unbelievable'],
  ],
  [
    'text boxes and shapes, after their paragraph',
    '<text:p>Around<draw:frame><draw:text-box><text:p>In the box.</text:p></draw:text-box><svg:desc>Alt.</svg:desc></draw:frame> it. <draw:custom-shape><text:p>In the shape.</text:p></draw:custom-shape></text:p>',
    ['Around it.', 'In the box.', 'In the shape.'],
  ],
  [
    'lists and sections',
    '<text:section><text:list><text:list-header><text:p>Head.</text:p></text:list-header><text:list-item><text:p>One.</text:p><text:list><text:list-item><text:p>Below.</text:p></text:list-item></text:list></text:list-item></text:list></text:section>',
    ['Head.', 'One.', 'Below.'],
  ],
  [
    'an index, but not the templates it is made from',
    '<text:table-of-content><text:table-of-content-source><text:index-title-template>Template</text:index-title-template></text:table-of-content-source><text:index-body><text:index-title><text:p>Contents</text:p></text:index-title><text:p>One<text:tab/>1</text:p></text:index-body></text:table-of-content>',
    ['Contents', 'One 1'],
  ],
  [
    'a table with header rows, covered and repeated cells and one within it',
    '<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Head</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><table:table><table:table-row><table:table-cell><text:p>within</text:p></table:table-cell></table:table-row></table:table></table:table-cell></table:table-row></table:table>',
    ['Head', 'x, x', 'within'],
  ],
  [
    'a formula in the line',
    '<text:p>So <draw:frame><draw:object><math:math><math:semantics><math:mrow><math:mi>a</math:mi><math:mo>=</math:mo><math:mfrac><math:mn>1</math:mn><math:mn>2</math:mn></math:mfrac></math:mrow><math:annotation>a = 1 over 2</math:annotation></math:semantics></math:math></draw:object></draw:frame> holds.</text:p>',
    ['So a=1/2 holds.'],
  ],
])('shows %s', async (_name, body, lines) => expect(await linesOf('a.odt', odt(content(body)))).toEqual(lines));

it('reads a formula and a chart from the objects of the archive', async () => {
  const body =
    '<text:p>So <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame> holds.<draw:frame><draw:object xlink:href="./Object 2"/></draw:frame></text:p>';
  const bytes = odt(content(body), {
    'Object 1/content.xml': '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi><mo>&gt;</mo><mn>0</mn></math>',
    'Object 2/content.xml': content('<text:p>Yield of rye</text:p>'),
  });
  expect(await linesOf('a.odt', bytes)).toEqual(['So x>0 holds.', 'Yield of rye']);
});

it('takes a paragraph of the style Title, or of one made from it, for a heading', async () => {
  const styles = '<style:style style:name="P1" style:parent-style-name="Title"/>';
  expect(
    await linesOf('a.odt', odt(content('<text:p text:style-name="P1">Name</text:p><text:p>Text.</text:p>', styles))),
  ).toEqual(['Name', 'Text.']);
});

it('knows other prefixes', async () => {
  const uri = (name: string) => `urn:oasis:names:tc:opendocument:xmlns:${name}:1.0`;
  const xml = `<o:document-content xmlns:o="${uri('office')}"><o:body><text xmlns="${uri('office')}"><p xmlns="${uri('text')}">Found<s/>it.</p></text></o:body></o:document-content>`;
  expect(await linesOf('a.odt', odt(xml))).toEqual(['Found it.']);
});
