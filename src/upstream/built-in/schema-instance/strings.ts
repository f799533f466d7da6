import { patternStrings } from './pattern.ts';
import { numberOf, type Schema } from './schema.ts';

const MOST = 1000;
const LONGEST = 1_000_000;

const digits = (index: number, width: number): string => String(index).padStart(width, '0');
const dateOf = (index: number): string => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);
const timeOf = (index: number): string => `${new Date(index * 1000).toISOString().slice(11, 19)}Z`;
const nameOf = (index: number): string => (index === 0 ? 'example' : `example${index}`);

/** Texts of the formats that JSON Schema defines and OpenAPI adds; another index gives another text. */
const FORMATS: Record<string, (index: number) => string> = {
  'date-time': (index) => `${dateOf(index)}T00:00:00Z`,
  date: dateOf,
  time: timeOf,
  duration: (index) => `P${index + 1}D`,
  email: (index) => `${nameOf(index)}@example.com`,
  'idn-email': (index) => `${nameOf(index)}@example.com`,
  hostname: (index) => `${nameOf(index)}.com`,
  'idn-hostname': (index) => `${nameOf(index)}.com`,
  ipv4: (index) => `192.0.2.${index % 256}`,
  ipv6: (index) => `2001:db8::${index.toString(16)}`,
  uri: (index) => `https://example.com/${index === 0 ? '' : index}`,
  url: (index) => `https://example.com/${index === 0 ? '' : index}`,
  iri: (index) => `https://example.com/${index === 0 ? '' : index}`,
  'uri-reference': (index) => `/${index}`,
  'iri-reference': (index) => `/${index}`,
  'uri-template': (index) => `/${index}`,
  uuid: (index) => `00000000-0000-4000-8000-${digits(index, 12)}`,
  'json-pointer': (index) => `/${index}`,
  'relative-json-pointer': (index) => `${index}`,
  'json-pointer-uri-fragment': (index) => `#/${index}`,
  regex: (index) => (index === 0 ? '.*' : `.{${index}}`),
  byte: (index) => btoa(digits(index, 3)),
  'iso-date-time': (index) => `${dateOf(index)}T00:00:00Z`,
  'iso-time': timeOf,
};

/** Texts worth trying for a schema: of its format, matching its pattern, else the shortest. */
export function* stringsFor(schema: Schema): Generator<string> {
  const shortest = Math.min(Math.max(numberOf(schema.minLength) ?? 0, 0), LONGEST);
  const format =
    typeof schema.format === 'string' && Object.hasOwn(FORMATS, schema.format) ? FORMATS[schema.format] : undefined;
  if (format !== undefined) {
    for (let index = 0; index < MOST; index += 1) yield format(index);
    return;
  }
  if (typeof schema.pattern === 'string') yield* patternStrings(schema.pattern, shortest);
  for (let index = 0; index < MOST; index += 1) {
    const text = index === 0 ? '' : index.toString(36);
    yield text.padStart(shortest, 'x');
  }
}
