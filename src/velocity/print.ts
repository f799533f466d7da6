import type { Meter } from './meter.ts';
import { TemplateObject } from './template-object.ts';
import { EscapedText, isList, numberIn, scalarText, type Value } from './value.ts';

/** The text of a value: strings bare, whole numbers without `.0`, lists and maps as JSON (reference §4.3). */
export function print(value: Value, meter: Meter): string {
  const text = scalarText(value);
  if (text !== undefined) return text;
  if (!(value instanceof TemplateObject)) return json(value, meter);
  const printed = value.print();
  meter.text(printed.length);
  return printed;
}

function json(value: Value, meter: Meter): string {
  meter.step();
  if (value instanceof Map) return joined('{', [...value], '}', ([key, item]) => `${quoted(key)}:${json(item, meter)}`);
  if (isList(value)) return joined('[', value, ']', (item) => json(item, meter));
  if (typeof value === 'string') return quoted(value);
  if (value instanceof EscapedText) return quoted(value.text);
  if (value instanceof TemplateObject) return quoted(print(value, meter));
  return typeof value === 'boolean' ? String(value) : String(numberIn(value) ?? null);

  function quoted(text: string) {
    meter.text(text.length);
    return JSON.stringify(text);
  }

  function joined<T>(open: string, items: readonly T[], close: string, each: (item: T) => string) {
    return meter.nested(() => {
      const texts: string[] = [];
      let length = 0;
      for (const item of items) {
        const text = each(item);
        texts.push(text);
        length += text.length + 1;
        meter.text(text.length);
        meter.textFits(length);
      }
      return open + texts.join(',') + close;
    });
  }
}
