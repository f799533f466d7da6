/** Properties of characters, `\p{…}`, by the names that Java and JavaScript have for them. */
import { RE2JS } from 're2js';

/** `message` follows "the regular expression …: ". */
export class RegexError extends Error {
  override name = 'RegexError';
}

const POSIX = /^(?:Lower|Upper|ASCII|Alpha|Digit|Alnum|Punct|Graph|Print|Blank|Cntrl|XDigit|Space)$/;
/** Long names of general categories, and Java's own names, in RE2's short ones. */
const CATEGORIES: Record<string, string> = Object.fromEntries(
  [
    'letter L, cased_letter LC, uppercase_letter Lu, lowercase_letter Ll, titlecase_letter Lt, titlecase Lt',
    'modifier_letter Lm, other_letter Lo, mark M, combining_mark M, nonspacing_mark Mn, spacing_mark Mc',
    'enclosing_mark Me, number N, decimal_number Nd, digit Nd, letter_number Nl, other_number No, punctuation P',
    'punct P, connector_punctuation Pc, dash_punctuation Pd, open_punctuation Ps, close_punctuation Pe',
    'initial_punctuation Pi, final_punctuation Pf, other_punctuation Po, symbol S, math_symbol Sm',
    'currency_symbol Sc, modifier_symbol Sk, other_symbol So, separator Z, space_separator Zs, line_separator Zl',
    'paragraph_separator Zp, other C, control Cc, cntrl Cc, format Cf, surrogate Cs, private_use Co, unassigned Cn',
  ]
    .flatMap((line) => line.split(', '))
    .map((pair) => pair.split(' ')),
);

/** The inside of a class. Names are Java's and JavaScript's: `Alpha`, `L`, `Letter`, `IsLatin`, `Script=Greek`. */
export function propertySet(name: string, negative: boolean): string {
  if (POSIX.test(name)) return `[:${negative ? '^' : ''}${name.toLowerCase()}:]`;
  const [, key = '', value = name] = /^(gc|general_category|sc|script|scx|script_extensions)=(.*)$/i.exec(name) ?? [];
  const bare = key === '' ? value.replace(/^Is(?=[A-Z])/, '') : value;
  const short = CATEGORIES[bare.toLowerCase()];
  const capitalised = bare.toLowerCase().replace(/(?:^|_)[a-z]/g, (start) => start.toUpperCase());
  const found = [short, bare, capitalised].find((candidate) => candidate !== undefined && isProperty(candidate));
  if (found === undefined) throw new RegexError(`there is no character property '${name.slice(0, 40)}'`);
  return `\\${negative ? 'P' : 'p'}{${found}}`;
}

function isProperty(name: string): boolean {
  if (!/^\w+$/.test(name)) return false;
  try {
    RE2JS.compile(`\\p{${name}}`);
    return true;
  } catch {
    return false;
  }
}
