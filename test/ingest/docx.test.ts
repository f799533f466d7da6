import { expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
import { archive, contentTypes, linesOf, type Parts, RELATIONS, relations } from './support/archive.ts';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const NAMES = `xmlns:w="${W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:r="${RELATIONS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`;
const run = (text: string, properties = '') =>
  `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (content: string, properties = '') =>
  `<w:p>${properties && `<w:pPr>${properties}</w:pPr>`}${content}</w:p>`;
const part = (root: string, content: string) => `<w:${root} ${NAMES}>${content}</w:${root}>`;

const word = (body: string, more: Parts = {}, list: Parameters<typeof relations>[0] = {}) =>
  archive({
    '[Content_Types].xml': contentTypes('word/document.xml', 'wordprocessingml.document'),
    '_rels/.rels': relations({ rId1: ['officeDocument', 'word/document.xml'] }),
    'word/_rels/document.xml.rels': relations(list),
    'word/document.xml': part('document', `<w:body>${body}</w:body>`),
    ...more,
  });

it.each<[string, string, string[]]>([
  [
    'the base of ruby',
    paragraph(
      `${run('In ')}<w:r><w:ruby><w:rubyPr/><w:rt>${run('とうきょう')}</w:rt><w:rubyBase>${run('東京')}</w:rubyBase></w:ruby></w:r>${run('.')}`,
    ),
    ['In 東京.'],
  ],
  [
    'formulas, in a line and alone',
    paragraph(
      `${run('So ')}<m:oMath><m:r><m:t>E=</m:t></m:r><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>${run('.')}`,
    ) + paragraph('<m:oMathPara><m:oMath><m:r><m:t>x=y</m:t></m:r></m:oMath></m:oMathPara>'),
    ['So E=1/2.', 'x=y'],
  ],
  [
    'breaks, tabs and hyphens',
    paragraph(
      `<w:r><w:t>a</w:t><w:cr/><w:t>b</w:t><w:br/><w:t>c</w:t><w:tab/><w:t>d</w:t><w:noBreakHyphen/><w:t>e</w:t></w:r>`,
    ),
    ['a\nb\nc d\u2011e'],
  ],
  [
    'changes as if accepted',
    paragraph(
      `${run('Kept ')}<w:ins>${run('new ')}</w:ins><w:del><w:r><w:delText>old </w:delText></w:r></w:del><w:moveFrom>${run('gone ')}</w:moveFrom><w:moveTo>${run('here')}</w:moveTo>`,
    ),
    ['Kept new here'],
  ],
  [
    'paragraphs whose mark was deleted, with what follows',
    paragraph(run('One '), '<w:rPr><w:del w:id="1"/></w:rPr>') + paragraph(run('line.')) + paragraph(run('Two.')),
    ['One line.', 'Two.'],
  ],
  [
    'the choice in a list of a form',
    ['', '<w:result w:val="1"/>', '<w:default w:val="1"/>']
      .map((chosen) =>
        paragraph(
          `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>${chosen}<w:listEntry w:val="Red"/><w:listEntry w:val="Blue"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`,
        ),
      )
      .join(''),
    ['Red', 'Blue', 'Blue'],
  ],
  ['no hidden text', paragraph(run('a') + run('b', '<w:vanish/>') + run('c', '<w:vanish w:val="0"/>')), ['ac']],
  [
    'fields by their result',
    paragraph(
      `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>${run('7')}<w:fldSimple w:instr="DATE">${run(' May')}</w:fldSimple><w:hyperlink>${run(' link')}</w:hyperlink>`,
    ),
    ['7 May link'],
  ],
  [
    'content controls, tags and custom XML',
    `<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>${paragraph(run('Field'))}</w:sdtContent></w:sdt><w:customXml>${paragraph(`<w:smartTag>${run('Tag')}</w:smartTag>`)}</w:customXml>`,
    ['Field', 'Tag'],
  ],
  [
    'one form of an alternative, a text box after its paragraph',
    paragraph(
      `${run('Around')}<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>${paragraph(run('Box.'))}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>${paragraph(run('Box.'))}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>${run(' it.')}`,
    ),
    ['Around it.', 'Box.'],
  ],
  [
    'tables within tables and in content controls',
    `<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>${paragraph(run('a'))}<w:tbl><w:tr><w:tc>${paragraph(run('b'))}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>`,
    ['a b'],
  ],
  [
    'symbols of other fonts',
    paragraph('<w:r><w:sym w:font="Arial" w:char="03B1"/><w:sym w:font="Wingdings" w:char="F0E0"/><w:t>x</w:t></w:r>'),
    ['αx'],
  ],
])('shows %s', async (_name, body, lines) => expect(await linesOf('a.docx', word(body))).toEqual(lines));

it('reads notes, charts and diagrams from the parts that hold them', async () => {
  const chart = 'http://schemas.openxmlformats.org/drawingml/2006/chart';
  const a = 'http://schemas.openxmlformats.org/drawingml/2006/main';
  const dgm = 'http://schemas.openxmlformats.org/drawingml/2006/diagram';
  const body =
    paragraph(
      `${run('Text')}<w:r><w:footnoteReference w:id="2"/></w:r>${run(' on.')}<w:r><w:endnoteReference w:id="2"/></w:r>`,
    ) +
    paragraph(
      `<w:r><w:drawing><c:chart xmlns:c="${chart}" r:id="rId3"/></w:drawing></w:r><w:r><w:drawing><dgm:relIds xmlns:dgm="${dgm}" r:dm="rId4"/></w:drawing></w:r>`,
    );
  const bytes = word(
    body,
    {
      'word/footnotes.xml': part(
        'footnotes',
        `<w:footnote w:id="0" w:type="separator">${paragraph(run('never'))}</w:footnote><w:footnote w:id="2">${paragraph(run('Foot.'))}</w:footnote>`,
      ),
      'word/endnotes.xml': part('endnotes', `<w:endnote w:id="2">${paragraph(run('End.'))}</w:endnote>`),
      'word/charts/chart1.xml': `<c:chartSpace xmlns:c="${chart}" xmlns:a="${a}"><c:title><c:tx><a:p><a:r><a:t>Yield</a:t></a:r></a:p></c:tx></c:title></c:chartSpace>`,
      'word/diagrams/data1.xml': `<dgm:dataModel xmlns:dgm="${dgm}" xmlns:a="${a}"><dgm:pt><dgm:t><a:p><a:r><a:t>Step</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>`,
    },
    {
      rId1: ['footnotes', 'footnotes.xml'],
      rId2: ['endnotes', 'endnotes.xml'],
      rId3: ['chart', 'charts/chart1.xml'],
      rId4: ['diagramData', 'diagrams/data1.xml'],
    },
  );
  expect(await linesOf('a.docx', bytes)).toEqual(['Text on.', 'Foot.', 'End.', 'Yield', 'Step']);
});

it.each<[string, string | Uint8Array]>([
  ['chunk.html', '<html><body><p>Words of it</p></body></html>'],
  ['chunk.txt', 'Words of it'],
  ['chunk.rtf', '{\\rtf1 Words of it\\par}'],
  ['chunk.mht', 'Subject: x\r\nContent-Type: text/html\r\n\r\n<p>Words of it</p>'],
  ['chunk.docx', word(paragraph(run('Words of it')))],
])('takes in %s', async (name, content) => {
  const bytes = word(
    `${paragraph(run('Before.'))}<w:altChunk r:id="rId9"/>${paragraph(run('After.'))}`,
    { [`word/${name}`]: content },
    { rId9: ['aFChunk', name] },
  );
  expect(await linesOf('a.docx', bytes)).toEqual(['Before.', 'Words of it', 'After.']);
});

it('knows headings by the name of the style in any language, by what it is made from and by outline level', async () => {
  const style = (id: string, content: string) => `<w:style w:styleId="${id}">${content}</w:style>`;
  const styles = part(
    'styles',
    style('berschrift1', '<w:name w:val="heading 1"/>') +
      style('Own', '<w:name w:val="Own"/><w:basedOn w:val="berschrift1"/>') +
      style('Outlined', '<w:name w:val="Outlined"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'),
  );
  const styled = (id: string) => paragraph(run(id), `<w:pStyle w:val="${id}"/>`);
  const body =
    styled('berschrift1') +
    styled('Outlined') +
    styled('Own') +
    paragraph(run('Direct'), '<w:outlineLvl w:val="1"/>') +
    paragraph(run('Body'), '<w:outlineLvl w:val="9"/>');
  const { sections } = await parseFile({
    name: 'a.docx',
    bytes: word(body, { 'word/styles.xml': styles }, { rId1: ['styles', 'styles.xml'] }),
  });
  expect(sections).toEqual([
    { title: 'berschrift1', text: '', sections: [{ title: 'Outlined', text: '' }] },
    { title: 'Own', text: '', sections: [{ title: 'Direct', text: 'Body' }] },
  ]);
});

it('extracts tables with header rows and merged cells', async () => {
  const cell = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(run(text))}</w:tc>`;
  const row = (cells: string, properties = '') => `<w:tr><w:trPr>${properties}</w:trPr>${cells}</w:tr>`;
  const body = `<w:tbl>${row(cell('Wide', '<w:gridSpan w:val="2"/>'), '<w:tblHeader/>')}${row(cell('Tall', '<w:vMerge w:val="restart"/>') + cell('1'))}${row(cell('', '<w:vMerge/>') + cell('2'))}${row(cell('gone') + cell('too'), '<w:del/>')}</w:tbl>`;
  const { sections } = await parseFile({ name: 'a.docx', bytes: word(body) }, { extractTables: true });
  expect(sections[0]!.tables![0]!.data).toEqual({
    headers: [[{ text_value: 'Wide', colspan: 2 }]],
    rows: [[{ text_value: 'Tall', rowspan: 2 }, { int_value: 1 }], [{ int_value: 2 }]],
  });
});

it('knows the strict edition, other prefixes and other names of parts', async () => {
  const strict = 'http://purl.oclc.org/ooxml';
  const bytes = archive({
    '[Content_Types].xml': contentTypes('doc/main.xml', 'wordprocessingml.document'),
    '_rels/.rels': relations({ rId1: ['officeDocument', '/doc/main.xml'] }).replaceAll(
      RELATIONS,
      `${strict}/officeDocument/relationships`,
    ),
    'doc/main.xml': `<document xmlns="${strict}/wordprocessingml/main"><body><p><r><t>Found.</t></r></p></body></document>`,
  });
  expect(await linesOf('a.docx', bytes)).toEqual(['Found.']);
});
