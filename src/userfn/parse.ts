import { type Expression, isBinaryOperator, PRECEDENCE, UserFunctionError } from './expression.ts';

/** `at` is the offset in the text. A string's `text` is its value, without quotes. */
interface Token {
  type: 'number' | 'string' | 'name' | 'keyword' | 'symbol' | 'end';
  text: string;
  at: number;
}

const SPACE = /\s+/y;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_]\w*/y;
const STRING = /'[^']*(?:''[^']*)*'/y;
const SYMBOL = /===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!(),?:;]/y;

const KEYWORDS = new Set(['if', 'then', 'else', 'true', 'false', 'null']);

/** Spellings the published samples use beside the documented ones (docs/behaviour/user-functions.md, Operators). */
const ALIASES: Readonly<Record<string, string>> = { '===': '==', '!==': '!=', and: '&&', or: '||', not: '!' };

const ADVICE: Readonly<Record<string, string>> = {
  '=': 'To compare, write ==.',
  '&': 'For a logical and, write &&.',
  '|': 'For a logical or, write ||.',
  '"': "Strings are written in single quotes: 'text'.",
  '‘': "Strings are written in straight single quotes: 'text'.",
  '’': "Strings are written in straight single quotes: 'text'.",
  $: "Fields are read with get, for example get('$.score').",
};

/** Splits a user function into tokens; the last one is `end`. Throws UserFunctionError. */
function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) at += match.length;
    return match;
  };

  for (take(SPACE); at < text.length; take(SPACE)) {
    const start = at;
    const number = take(NUMBER);
    if (number !== undefined) {
      if (/[\w.]/.test(text[at] ?? '')) {
        throw new UserFunctionError(text, start, `The number ${number} is directly followed by ${text[at]}.`);
      }
      tokens.push({ type: 'number', text: number, at: start });
      continue;
    }
    const string = take(STRING);
    if (string !== undefined) {
      tokens.push({ type: 'string', text: string.slice(1, -1).replaceAll("''", "'"), at: start });
      continue;
    }
    const word = take(NAME) ?? take(SYMBOL);
    if (word === undefined) throw unreadable(text, start);
    const meaning = Object.hasOwn(ALIASES, word) ? ALIASES[word]! : word;
    const type = !/^\w/.test(meaning) ? 'symbol' : KEYWORDS.has(meaning) ? 'keyword' : 'name';
    tokens.push({ type, text: meaning, at: start });
  }
  tokens.push({ type: 'end', text: '', at: text.length });
  return tokens;
}

function unreadable(text: string, at: number): UserFunctionError {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  if (character === "'") return new UserFunctionError(text, at, "This string has no closing '.");
  const advice = Object.hasOwn(ADVICE, character) ? ` ${ADVICE[character]}` : '';
  return new UserFunctionError(text, at, `Unexpected character ${character}.${advice}`);
}

const MAX_LENGTH = 10_000;
const MAX_NESTING = 200;
const MAX_TERMS = 1_000;

const BOTH_BRANCHES = 'An if needs both branches: if (condition) a else b.';

/**
 * Reads one expression in any of the accepted spellings (docs/behaviour/user-functions.md, Types and literals to Conditionals).
 * Throws UserFunctionError for syntax, and for text over 10,000 characters, 200 levels or 1,000 terms.
 */
export function parse(text: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw new UserFunctionError(text, MAX_LENGTH, `A user function has at most ${MAX_LENGTH} characters.`);
  }
  return new Parser(text).program();
}

class Parser {
  readonly #text: string;
  readonly #tokens: Token[];
  #next = 0;
  #nesting = 0;
  #terms = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = lex(text);
  }

  program(): Expression {
    if (this.#atEnd()) throw this.#error('The user function is empty.');
    const expression = this.#expression();
    while (this.#accept(';')) {}
    if (!this.#atEnd()) {
      throw this.#error(`Expected the end but found ${this.#found()}; a user function is one expression.`);
    }
    return expression;
  }

  #expression(): Expression {
    return this.#nested(() => {
      const condition = this.#operators(this.#unary(), 0);
      const at = this.#token.at;
      if (!this.#accept('?')) return condition;
      const consequent = this.#expression();
      this.#expect(':', 'A conditional is written condition ? a : b.');
      return this.#node({ type: 'if', condition, consequent, alternate: this.#expression(), at });
    });
  }

  /** Goes on after `left` with every operator that binds at least as tightly as `minimum`. */
  #operators(left: Expression, minimum: number): Expression {
    let result = left;
    for (;;) {
      const { type, text: operator, at } = this.#token;
      if (type !== 'symbol' || !isBinaryOperator(operator) || PRECEDENCE[operator] < minimum) return result;
      this.#next++;
      const right = this.#operators(this.#unary(), PRECEDENCE[operator] + 1);
      result = this.#node({ type: 'binary', operator, left: result, right, at });
    }
  }

  #unary(): Expression {
    const { type, text: operator, at } = this.#token;
    if (type !== 'symbol' || (operator !== '!' && operator !== '-')) return this.#primary();
    this.#next++;
    return this.#nested(() => this.#node({ type: 'unary', operator, operand: this.#unary(), at }));
  }

  #primary(): Expression {
    const { type, text } = this.#token;
    if (type === 'number') return this.#literal(this.#number(text));
    if (type === 'string') return this.#literal(text);
    if (type === 'keyword' && text === 'if') return this.#if();
    if (type === 'keyword' && (text === 'true' || text === 'false')) return this.#literal(text === 'true');
    if (type === 'keyword' && text === 'null') return this.#literal(null);
    if (type === 'name') return this.#call();
    if (this.#accept('(')) {
      const inner = this.#expression();
      this.#expect(')', 'A bracket is not closed.');
      return inner;
    }
    throw this.#error(`Expected a value but found ${this.#found()}.`);
  }

  #literal(value: number | string | boolean | null): Expression {
    const { at } = this.#token;
    this.#next++;
    return this.#node({ type: 'literal', value, at });
  }

  #number(text: string): number {
    const value = Number(text);
    if (!Number.isFinite(value)) throw this.#error(`The number ${text} is too large.`);
    return value;
  }

  #call(): Expression {
    const { text: name, at } = this.#token;
    this.#next++;
    if (!this.#accept('(')) throw this.#noVariable(name, at);
    const args: Expression[] = [];
    if (!this.#is(')')) {
      do args.push(this.#expression());
      while (this.#accept(','));
    }
    this.#expect(')', `The arguments of ${name} are separated by commas and end with a bracket.`);
    return this.#node({ type: 'call', name, args, at });
  }

  /** `if (c) a else b`, `if (c, a, b)`, `if c then a else b`. */
  #if(): Expression {
    const { at } = this.#token;
    this.#next++;
    if (!this.#accept('(')) return this.#branches(this.#expression(), at, true);
    const first = this.#expression();
    if (this.#accept(',')) {
      const consequent = this.#expression();
      this.#expect(',', 'An if with commas has three parts: if (condition, a, b).');
      const alternate = this.#expression();
      this.#expect(')', 'An if with commas has three parts: if (condition, a, b).');
      return this.#node({ type: 'if', condition: first, consequent, alternate, at });
    }
    this.#expect(')', 'The condition of an if is not closed.');
    // `if (a) > b then …`: the bracket was only the start of the condition. A minus begins the first branch instead.
    const goesOn = this.#token.type === 'symbol' && isBinaryOperator(this.#token.text) && !this.#is('-');
    const condition = goesOn ? this.#operators(first, 0) : first;
    return this.#branches(condition, at, goesOn || this.#is('then'));
  }

  #branches(condition: Expression, at: number, withThen: boolean): Expression {
    if (withThen) {
      this.#expect('then', 'Without brackets around the whole condition, an if is written if condition then a else b.');
    }
    if (this.#is('else')) throw this.#error(BOTH_BRANCHES);
    const consequent = this.#expression();
    if (this.#is('then')) throw this.#error('Put the whole condition in brackets: if (condition) a else b.');
    this.#expect('else', BOTH_BRANCHES);
    return this.#node({ type: 'if', condition, consequent, alternate: this.#expression(), at });
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  #atEnd(): boolean {
    return this.#token.type === 'end';
  }

  #is(text: string): boolean {
    return this.#token.text === text && (this.#token.type === 'symbol' || this.#token.type === 'keyword');
  }

  #accept(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#next++;
    return true;
  }

  #expect(text: string, advice: string): void {
    if (!this.#accept(text)) throw this.#error(`Expected ${text} but found ${this.#found()}. ${advice}`);
  }

  #nested(read: () => Expression): Expression {
    if (++this.#nesting > MAX_NESTING) throw this.#error(`A user function nests at most ${MAX_NESTING} levels deep.`);
    const result = read();
    this.#nesting--;
    return result;
  }

  #node(expression: Expression): Expression {
    if (++this.#terms > MAX_TERMS) throw this.#error(`A user function has at most ${MAX_TERMS} terms.`);
    return expression;
  }

  #found(): string {
    const { type, text } = this.#token;
    if (type === 'end') return 'the end of the text';
    return type === 'string' ? 'a string' : text;
  }

  #error(problem: string): UserFunctionError {
    return new UserFunctionError(this.#text, this.#token.at, problem);
  }

  #noVariable(name: string, at: number): UserFunctionError {
    const lower = name.toLowerCase();
    if (['true', 'false', 'null', 'and', 'or', 'not', 'if', 'then', 'else'].includes(lower)) {
      return new UserFunctionError(this.#text, at, `Unknown name ${name}.`, [lower]);
    }
    const advice = `a function needs brackets, ${name}(), and a field is read with get('$.${name}')`;
    return new UserFunctionError(this.#text, at, `Unknown name ${name}. There are no variables: ${advice}.`);
  }
}
