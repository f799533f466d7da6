import { describe, expect, it } from 'vitest';
import { UserFunctionError } from '../../src/userfn/expression.ts';
import { compileUserFunction } from '../../src/userfn/user-function.ts';

function refusal(text: string): UserFunctionError {
  try {
    compileUserFunction(text);
  } catch (error) {
    if (error instanceof UserFunctionError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('what is refused, where and why', () => {
  it.each<[string, number, number, RegExp]>([
    ['', 1, 1, /empty/],
    ['1 +', 1, 4, /Expected a value but found the end/],
    ['1 2', 1, 3, /one expression/],
    ['1;2', 1, 3, /one expression/],
    ['(1', 1, 3, /bracket is not closed/],
    ['\n  1 + $', 2, 7, /get\('\$\.score'\)/],
    ["'abc", 1, 1, /no closing/],
    ['"abc"', 1, 1, /single quotes/],
    ['‘abc’', 1, 1, /straight/],
    ['a = 1', 1, 3, /==/],
    ['true & false', 1, 6, /&&/],
    ['true | false', 1, 6, /\|\|/],
    ['1.2.3', 1, 1, /followed by/],
    ['5x', 1, 1, /followed by x/],
    ['1e999', 1, 1, /too large/],
    ['score * 2', 1, 1, /no variables.*get\('\$\.score'\)/],
    ['if (true) 1', 1, 12, /both branches/],
    ['if (true) else 2', 1, 11, /both branches/],
    ['if (true, 1)', 1, 12, /three parts/],
    ['if true 1 else 2', 1, 9, /condition then a else b/],
    ['if (1) - 2 < 0 then 1 else 2', 1, 16, /whole condition in brackets/],
    ['true ? 1', 1, 9, /condition \? a : b/],
    ['if (1) 2 else 3', 1, 5, /must be true or false/],
    ["if ('a') 2 else 3", 1, 5, /must be true or false/],
    ['1 && true', 1, 1, /left side of &&/],
    ['!5', 1, 2, /operand of !/],
    ['1 < 2 < 3', 1, 7, /a < b && b < c/],
    ['now() + 5', 1, 7, /a datetime and a number.*seconds\(n\)/],
    ['-now()', 1, 1, /a datetime/],
    ['abs()', 1, 1, /abs\(x\) takes 1 argument, not 0/],
    ['power(1)', 1, 1, /power\(a, b\) takes 2 arguments, not 1/],
    ['max(1, 2, 3)', 1, 1, /takes 2 arguments/],
    ['log(1, 2, 3)', 1, 1, /takes 1 to 2 arguments/],
    ['now(1)', 1, 1, /takes 0 arguments/],
    ['get()', 1, 1, /takes 1 to 2 arguments/],
    ["get('score')", 1, 5, /must start with \$/],
    ["get('$..x')", 1, 5, /not understood at '\.\.x'/],
    ["get('$.a[*]')", 1, 5, /not understood at '\[\*\]'/],
    ['get(1)', 1, 5, /text in quotes/],
    ["datetime_parse('x', 'YYYY')", 1, 21, /YYYY are not known; use yyyy/],
    ["datetime_parse('x', 'yyyy[-MM]')", 1, 21, /reserved/],
    ["datetime_parse('x', 'HH:mm')", 1, 21, /no year/],
    ["datetime_parse('x', 'yyyy''T')", 1, 21, /not closed/],
    ["datetime_parse('x', get('$.p'))", 1, 21, /text in quotes/],
    ["to_unix_timestamp(get('$.d'))", 1, 19, /iso_datetime_parse/],
    ['abs(hours(1))', 1, 5, /hours\(…\)/],
    ['as_days(3)', 1, 9, /Make a duration/],
  ])('%j at %d:%d', (text, line, column, message) => {
    const error = refusal(text);
    expect(error).toMatchObject({ line, column });
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`Line ${line}, column ${column}: `);
  });

  it('counts columns from the last line break', () => {
    expect(refusal("get('$.a') +\r\n  foo()")).toMatchObject({ line: 2, column: 3 });
  });
});

describe('suggestions', () => {
  it.each<[string, string[]]>([
    ['sqr(4)', ['sqrt']],
    ['SQRT(4)', ['sqrt']],
    ['pow(1, 2)', ['power']],
    ["iso_date_time_parse('x')", ['iso_datetime_parse']],
    ["iso_datetime_prase('x')", ['iso_datetime_parse']],
    ['days(3)', ['as_days']],
    ['TRUE', ['true']],
    ['Null', ['null']],
  ])('%s', (text, expected) => {
    const error = refusal(text);
    expect(error.suggestions.slice(0, 1)).toEqual(expected);
    expect(error.message).toContain(`Did you mean ${expected[0]}`);
  });

  it('names every function when none is near', () => {
    expect(refusal('frobnicate(1)')).toMatchObject({ suggestions: [] });
    expect(refusal('frobnicate(1)').message).toContain('datetime_parse, degrees, get');
  });

  it.each(['constructor(1)', 'toString()', '__proto__()'])('does not take %s for a function', (text) => {
    expect(refusal(text).message).toContain('Unknown function');
  });
});

describe('budgets', () => {
  it.each([
    ['length', '1'.padEnd(10_001), /10000 characters/],
    ['brackets', '('.repeat(5_000), /200 levels/],
    ['signs', `${'-'.repeat(5_000)}1`, /200 levels/],
    ['conditionals', `${'true?1:'.repeat(1_000)}1`, /200 levels/],
    ['terms', `1${'+1'.repeat(2_000)}`, /1000 terms/],
  ])('on %s', (_, text, message) => expect(refusal(text).message).toMatch(message));

  it('let large functions pass', () => {
    const sum = compileUserFunction(`1${'+1'.repeat(499)}`);
    expect(sum.evaluate({}, new Date(0))).toBe(500);
    const choice = compileUserFunction(`${"if (get('$.c') == 'x') 1 else ".repeat(150)}2`);
    expect(choice.evaluate({}, new Date(0))).toBe(2);
    expect(compileUserFunction(`${'('.repeat(190)}1${')'.repeat(190)}`).evaluate({}, new Date(0))).toBe(1);
  });
});

describe('the types a result can have', () => {
  it.each<[string, string[]]>([
    ['1 + 1', ['number']],
    ["'a' + 'b'", ['string']],
    ["get('$.score') > 0.5", ['boolean']],
    ['null', []],
    ['if (true) 1 else null', ['number']],
    ['if (true) 1 else true', ['boolean', 'number']],
    ['now() - now()', ['duration']],
    ['hours(now() - now())', ['number']],
    ['hours(1)', ['duration']],
    ["get('$.a')", ['boolean', 'json', 'number', 'string']],
    ["get('$.a') * 2", ['number']],
  ])('%s', (text, expected) => {
    expect([...compileUserFunction(text).resultTypes].sort()).toEqual(expected);
  });
});
