import { TemplateObject } from '../template-object.ts';
import { isList, isText, numberIn, scalarText, type Value } from '../value.ts';

/** Velocity 2: null, false, zero and whatever is empty are false; an object is empty when its `isEmpty()` says so. */
export function truthy(value: Value): boolean {
  if (value === null || typeof value === 'boolean') return value === true;
  if (isText(value)) return scalarText(value) !== '';
  if (isList(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof TemplateObject) return value.methods.get('isEmpty')?.() !== true;
  return numberIn(value) !== 0;
}
