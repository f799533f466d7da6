import type { Expression, Reference, Tail } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import type { Scanner } from './scan/scanner.ts';

/** A `$` elsewhere is literal text: `$5`, `$$`, `${1}`. */
export function startsReference(text: string, offset: number): boolean {
  const start = /\$!?\{?[A-Za-z]/y;
  start.lastIndex = offset;
  return start.test(text);
}

export function parseReference(scanner: Scanner): Reference {
  const start = scanner.at;
  scanner.take('$');
  const quiet = scanner.take('!');
  const formal = scanner.take('{');
  const name = scanner.name()!;
  const tails = [...parseTails(scanner)];
  if (formal) scanner.expect('}', `to close '${scanner.text.slice(start, start + 20)}'`);
  const source = scanner.text.slice(start, scanner.at);
  return { kind: 'reference', at: scanner.position(start), name, tails, quiet, source };
}

function* parseTails(scanner: Scanner): Generator<Tail> {
  for (;;) {
    const at = scanner.position();
    const name = scanner.match(/\.[A-Za-z][A-Za-z0-9_]*/y)?.slice(1);
    if (name !== undefined) {
      if (scanner.take('(')) yield { kind: 'method', at, name, args: parseArguments(scanner) };
      else yield { kind: 'property', at, name };
    } else if (scanner.take('[')) {
      yield { kind: 'index', at, index: parseIndex(scanner) };
    } else return;
  }
}

function parseIndex(scanner: Scanner): Expression {
  const start = scanner.at;
  scanner.space();
  if (!/[$"'0-9(-]/.test(scanner.text.charAt(scanner.at))) {
    scanner.fail(`expected an index after '[', found ${scanner.found()}; write \${name}[ to print a bracket`, start);
  }
  const index = parseExpression(scanner);
  scanner.space();
  scanner.expect(']', 'after an index');
  return index;
}

function parseArguments(scanner: Scanner): Expression[] {
  const args: Expression[] = [];
  scanner.space();
  if (scanner.take(')')) return args;
  do {
    args.push(parseExpression(scanner));
    scanner.space();
  } while (scanner.take(','));
  scanner.expect(')', "or ',' after an argument");
  return args;
}
