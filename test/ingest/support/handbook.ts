/** What `handbook.md` says; pandoc made the other `handbook.*` from it, with typographic quotes. */
import type { Section, Table } from '../../../src/ingest/structured-document.ts';

export const LAMPS: Table = {
  data: {
    headers: [
      [
        { text_value: 'Lamp order' },
        { text_value: 'Wicks' },
        { text_value: 'Litres per hour' },
        { text_value: 'In use' },
      ],
    ],
    rows: [
      [{ text_value: 'First' }, { int_value: 5 }, { float_value: 3.5 }, { bool_value: true }],
      [{ text_value: 'Third' }, { int_value: 2 }, { float_value: 0.9 }, { bool_value: false }],
    ],
  },
};

const OIL = 'Colza oil was replaced by paraffin in the 1870s. A first-order lamp burns about 3.5 litres an hour.';
const LAMP_LINES = 'Lamp order, Wicks, Litres per hour, In use\n\nFirst, 5, 3.5, true\n\nThird, 2, 0.9, false';

export const FUEL = {
  asText: { title: 'Fuel', text: `${OIL}\n\n${LAMP_LINES}` },
  asTable: { title: 'Fuel', text: OIL, tables: [LAMPS] },
};
export const DUSK = (open: string, close: string): string =>
  'The lamp must burn from dusk to dawn. Dr. Alvarez, who kept the station until 1912, wrote that ' +
  `${open}a dark tower is worse than no tower.${close} Wind the clockwork every four hours.`;
export const STORAGE =
  'Store paraffin below 20 °C. Never store it next to the boiler!\n\nCheck the seals weekly.\n\nRecord the level in the log book.';
export const FOG: Section = {
  title: 'Fog signals',
  text: 'Sound the horn when visibility drops below two miles.\n\nif (visibility < 2) horn.sound(); // e.g. every 90 s',
};
export const VISITORS = 'Visitors are welcome on Sundays. They may not climb the gallery.';

export const handbookSections = (fuel: Section, [open, close] = ['“', '”']): Section[] => [
  {
    title: 'Keeping the light',
    text: DUSK(open!, close!),
    sections: [{ ...fuel, sections: [{ title: 'Storage', text: STORAGE }] }, FOG],
  },
  { title: 'Visitors', text: VISITORS },
];
