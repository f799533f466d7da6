import { expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
import { archive, contentTypes, linesOf, type Parts, RELATIONS, relations } from './support/archive.ts';

const A = 'http://schemas.openxmlformats.org/drawingml/2006/main';
const P = 'http://schemas.openxmlformats.org/presentationml/2006/main';

const paragraph = (text: string) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`;
const shape = (body: string, placeholder = '') =>
  `<p:sp><p:nvSpPr><p:nvPr>${placeholder && `<p:ph type="${placeholder}"/>`}</p:nvPr></p:nvSpPr><p:txBody>${body}</p:txBody></p:sp>`;
const slide = (shapes: string, attributes = '') =>
  `<p:sld xmlns:p="${P}" xmlns:a="${A}" xmlns:r="${RELATIONS}" ${attributes}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`;

/** `slides` are named `slide1.xml` …; `order` are their numbers as the presentation shows them. */
function presentation(slides: string[], order = slides.map((_, index) => index + 1), more: Parts = {}): Uint8Array {
  const ids = order.map((number) => `<p:sldId id="${255 + number}" r:id="rId${number}"/>`).join('');
  return archive({
    '[Content_Types].xml': contentTypes('ppt/presentation.xml', 'presentationml.presentation'),
    '_rels/.rels': relations({ rId1: ['officeDocument', 'ppt/presentation.xml'] }),
    'ppt/presentation.xml': `<p:presentation xmlns:p="${P}" xmlns:r="${RELATIONS}"><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      Object.fromEntries(slides.map((_, index) => [`rId${index + 1}`, ['slide', `slides/slide${index + 1}.xml`]])),
    ),
    ...Object.fromEntries(slides.map((content, index) => [`ppt/slides/slide${index + 1}.xml`, content])),
    ...more,
  });
}

const one = (shapes: string, more?: Parts) => linesOf('a.pptx', presentation([slide(shapes)], [1], more));

it('shows slides in the order of the presentation, hidden ones too, and none that was deleted', async () => {
  const slides = ['first', 'second', 'deleted', 'hidden'].map((text) =>
    slide(shape(paragraph(text)), text === 'hidden' ? 'show="0"' : ''),
  );
  expect(await linesOf('a.pptx', presentation(slides, [2, 4, 1]))).toEqual(['second', 'hidden', 'first']);
});

it('puts the title first, wherever it lies among the shapes', async () => {
  const shapes =
    shape(paragraph('Body.')) +
    shape('<a:p><a:r><a:t>The</a:t></a:r><a:br/><a:r><a:t>title</a:t></a:r></a:p>', 'title');
  const { sections } = await parseFile({ name: 'a.pptx', bytes: presentation([slide(shapes)]) });
  expect(sections).toEqual([{ title: 'The title', text: 'Body.' }]);
});

it.each<[string, string, string[]]>([
  ['groups within groups', `<p:grpSp><p:grpSp>${shape(paragraph('In.'))}</p:grpSp></p:grpSp>`, ['In.']],
  [
    'lines within a paragraph',
    shape('<a:p><a:r><a:t>One</a:t></a:r><a:br/><a:r><a:t>two</a:t></a:r></a:p>'),
    ['One\ntwo'],
  ],
  [
    'fields, but not the furniture of a slide',
    shape('<a:p><a:fld><a:t>1 May</a:t></a:fld></a:p>') + shape(paragraph('7'), 'sldNum'),
    ['1 May'],
  ],
  [
    'one form of an alternative',
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">' +
      `<mc:Choice>${shape(paragraph('New.'))}</mc:Choice><mc:Fallback>${shape(paragraph('Old.'))}</mc:Fallback></mc:AlternateContent>`,
    ['New.'],
  ],
  [
    'a formula',
    shape(
      '<a:p><a:r><a:t>Energy </a:t></a:r><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>E=mc²</m:t></m:r></m:oMath></a:p>',
    ),
    ['Energy E=mc²'],
  ],
  [
    'a table with merged cells',
    '<p:graphicFrame><a:tbl>' +
      `<a:tr><a:tc gridSpan="2"><a:txBody>${paragraph('Wide')}</a:txBody></a:tc><a:tc hMerge="1"><a:txBody/></a:tc></a:tr>` +
      `<a:tr><a:tc><a:txBody>${paragraph('a')}</a:txBody></a:tc><a:tc><a:txBody>${paragraph('b')}</a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>`,
    ['Wide', 'a, b'],
  ],
])('reads %s', async (_name, shapes, lines) => expect(await one(shapes)).toEqual(lines));

it('reads notes, charts and diagrams from the parts that hold them', async () => {
  const chart = 'http://schemas.openxmlformats.org/drawingml/2006/chart';
  const diagram = 'http://schemas.openxmlformats.org/drawingml/2006/diagram';
  const frames =
    `<p:graphicFrame><c:chart xmlns:c="${chart}" r:id="rId2"/></p:graphicFrame>` +
    `<p:graphicFrame><dgm:relIds xmlns:dgm="${diagram}" r:dm="rId3"/></p:graphicFrame>`;
  const cache = (name: string, values: string[]) =>
    `<c:${name}><c:strRef><c:strCache>${values.map((value, idx) => `<c:pt idx="${idx}"><c:v>${value}</c:v></c:pt>`).join('')}</c:strCache></c:strRef></c:${name}>`;
  const lines = await one(frames, {
    'ppt/slides/_rels/slide1.xml.rels': relations({
      rId1: ['notesSlide', '../notesSlides/notesSlide9.xml'],
      rId2: ['chart', '/ppt/charts/chart1.xml'],
      rId3: ['diagramData', '../diagrams/data1.xml'],
    }),
    'ppt/notesSlides/notesSlide9.xml': slide(shape(paragraph('Say this.'), 'body') + shape(paragraph('3'), 'sldNum')),
    'ppt/charts/chart1.xml': `<c:chartSpace xmlns:c="${chart}" xmlns:a="${A}"><c:title><c:tx>${paragraph('Yield')}</c:tx></c:title><c:ser>${cache('tx', ['Tons'])}${cache('cat', ['Rye', 'Oats'])}${cache('val', ['3', '4'])}</c:ser></c:chartSpace>`,
    'ppt/diagrams/data1.xml': `<dgm:dataModel xmlns:dgm="${diagram}" xmlns:a="${A}"><dgm:pt><dgm:t>${paragraph('Step one')}</dgm:t></dgm:pt></dgm:dataModel>`,
  });
  expect(lines).toEqual(['Yield', 'Tons', 'Rye, 3', 'Oats, 4', 'Step one', 'Say this.']);
});

it('knows the strict edition, other prefixes and other names of parts', async () => {
  const strict = 'http://purl.oclc.org/ooxml';
  const bytes = archive({
    '[Content_Types].xml': contentTypes('slides/deck.xml', 'presentationml.presentation'),
    '_rels/.rels': relations({ rId1: ['officeDocument', '/Slides/Deck.xml'] }).replaceAll(
      RELATIONS,
      `${strict}/officeDocument/relationships`,
    ),
    'slides/deck.xml': `<q:presentation xmlns:q="${strict}/presentationml/main" xmlns:z="${strict}/officeDocument/relationships"><q:sldIdLst><q:sldId id="256" z:id="a"/></q:sldIdLst></q:presentation>`,
    'slides/_rels/deck.xml.rels': relations({ a: ['slide', 'one%20two.xml'] }),
    'slides/one two.xml': `<sld xmlns="${strict}/presentationml/main" xmlns:d="${strict}/drawingml/main"><cSld><spTree><sp><txBody><d:p><d:r><d:t>Found.</d:t></d:r></d:p></txBody></sp></spTree></cSld></sld>`,
  });
  expect(await linesOf('a.pptx', bytes)).toEqual(['Found.']);
});
