import type { Database } from 'better-sqlite3';
import type { ContextConfiguration } from './found-part.ts';

/** Where a part stands: its neighbours are the parts of the same document and section. */
export interface PartPlace {
  ordinal: number;
  text: string;
  section: number | null;
  firstPart: number;
  partCount: number;
}

export type ReadContext = (place: PartPlace, configuration: ContextConfiguration) => string;

interface Neighbour {
  text: string;
  section: number | null;
  is_title: number;
}

/**
 * A part with the text around it: the whole document, else sentences, else characters widened to whole sentences
 * (docs/behaviour/search.md, Context). Titles are no neighbours; the tags enclose the part alone.
 */
export function createContextReader(db: Database): ReadContext {
  const columns = 'SELECT text, section, is_title FROM parts WHERE ordinal BETWEEN ? AND ? ORDER BY ordinal';
  const downwards = db.prepare(`${columns} DESC`);
  const upwards = db.prepare(columns);

  return (place, configuration) => {
    const { ordinal, text, section, firstPart, partCount } = place;
    const { start_tag = '', end_tag = '', full_document_context } = configuration;
    const matched = `${start_tag}${text}${end_tag}`;
    const lastPart = firstPart + partCount - 1;
    const earlier = () => downwards.iterate(firstPart, ordinal - 1) as Iterable<Neighbour>;
    const later = () => upwards.iterate(ordinal + 1, lastPart) as Iterable<Neighbour>;
    const texts = (neighbours: Iterable<Neighbour>) => [...neighbours].map((neighbour) => neighbour.text);
    if (full_document_context) return [...texts(earlier()).reverse(), matched, ...texts(later())].join(' ');
    const { sentences_before: before, sentences_after: after } = configuration;
    const bySentences = before !== undefined || after !== undefined;
    const take = (neighbours: () => Iterable<Neighbour>, sentences = 0, characters = 0) => {
      const wanted = bySentences ? sentences : characters;
      return wanted > 0 ? takeNeighbours(neighbours(), section, wanted, bySentences) : [];
    };
    const head = take(earlier, before, configuration.characters_before).reverse();
    const tail = take(later, after, configuration.characters_after);
    return [...head, matched, ...tail].join(' ');
  };
}

function takeNeighbours(
  neighbours: Iterable<Neighbour>,
  section: number | null,
  wanted: number,
  bySentences: boolean,
): string[] {
  const taken: string[] = [];
  let left = wanted;
  for (const neighbour of neighbours) {
    if (neighbour.section !== section) break;
    if (neighbour.is_title) continue;
    taken.push(neighbour.text);
    left -= bySentences ? 1 : neighbour.text.length;
    if (left <= 0) break;
  }
  return taken;
}
