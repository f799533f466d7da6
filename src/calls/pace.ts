import type { IncomingHttpHeaders } from 'node:http';
import { invalidField } from '../errors.ts';

const HEADER = 'x-emulator-pace';

/**
 * Reads `x-emulator-pace: 40`: how many tokens a second the built-in model streams in this request. Undefined without it;
 * throws 400 for what is no number above zero.
 */
export function readPace(headers: IncomingHttpHeaders): number | undefined {
  const text = headers[HEADER]?.toString().trim();
  if (text === undefined) return undefined;
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text) && Number(text) > 0) return Number(text);
  throw invalidField(`header.${HEADER}`, 'should be a number of tokens a second above 0, such as 40.');
}
