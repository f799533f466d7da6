import type { Limits } from '../../src/velocity/meter.ts';
import {
  accessors,
  parseTemplate,
  renderTemplate,
  TemplateError,
  TemplateObject,
  type Value,
} from '../../src/velocity/velocity.ts';

export type Variables = Readonly<Record<string, Value>>;

/** A result such as a prompt's loop goes over: methods, and a property that is none of them. */
export const result = (text: string) =>
  new TemplateObject({
    methods: accessors({ text: () => text, score: () => 0.5 }),
    properties: { source: 'a file' },
    print: () => text,
  });

export const variables: Variables = {
  text: 'Hello',
  empty: '',
  number: 7,
  decimal: 2.5,
  yes: true,
  no: false,
  nothing: null,
  list: ['a', 'b', 'c'],
  none: [],
  map: new Map<string, Value>([
    ['key', 'value'],
    ['two words', 2],
    ['inner', new Map([['list', ['x', 'y']]])],
  ]),
  results: [result('one'), result('two')],
  result: result('one'),
};

/** The template against `variables` and `more`, without escaping. */
export const render = (template: string, more: Variables = {}, limits: Partial<Limits> = {}): string =>
  renderTemplate(parseTemplate(template), { ...variables, ...more }, { escaping: 'plain', limits }).text;

/** With the escaping the template itself asks for. */
export const renderAsPrompt = (template: string, more: Variables = {}): string =>
  renderTemplate(parseTemplate(template), { ...variables, ...more }).text;

/** The error of a template that must fail. */
export function failure(template: string, more: Variables = {}, limits: Partial<Limits> = {}): TemplateError {
  try {
    render(template, more, limits);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`this template did not fail: ${template.slice(0, 200)}`);
}
