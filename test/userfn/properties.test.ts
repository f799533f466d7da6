import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BinaryOperator,
  type Expression,
  PRECEDENCE,
  printUserFunction,
  type UnaryOperator,
  UserFunctionError,
} from '../../src/userfn/expression.ts';
import { parse } from '../../src/userfn/parse.ts';
import { compileUserFunction } from '../../src/userfn/user-function.ts';
import { anyCharacter } from '../support/any-character.ts';

const at = 0;

const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie('expression');
  const value = fc.oneof(
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
  );
  return {
    expression: fc.oneof(
      { maxDepth: 6, depthSize: 'medium' },
      fc.record({ type: fc.constant('literal' as const), value, at: fc.constant(at) }),
      fc.record({
        type: fc.constant('unary' as const),
        operator: fc.constantFrom<UnaryOperator>('!', '-'),
        operand: inner,
        at: fc.constant(at),
      }),
      fc.record({
        type: fc.constant('binary' as const),
        operator: fc.constantFrom(...(Object.keys(PRECEDENCE) as BinaryOperator[])),
        left: inner,
        right: inner,
        at: fc.constant(at),
      }),
      fc.record({
        type: fc.constant('if' as const),
        condition: inner,
        consequent: inner,
        alternate: inner,
        at: fc.constant(at),
      }),
      fc.record({
        type: fc.constant('call' as const),
        name: fc.constantFrom('get', 'max', 'now', 'some_name2'),
        args: fc.array(inner, { maxLength: 3 }),
        at: fc.constant(at),
      }),
    ),
  };
});

function withoutPlaces(node: Expression): Expression {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === 'at' ? at : value)));
}

describe('the parser', () => {
  it('reads back what the printer wrote', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(withoutPlaces(parse(printUserFunction(tree)))).toEqual(withoutPlaces(tree));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['if(a(), b(), c())', 'if (a()) b() else c()'],
    ['if a() then b() else c()', 'if (a()) b() else c()'],
    ['a() ? b() : c();', 'if (a()) b() else c()'],
    ['not a() and b() or c() === 1', '!a() && b() || c() == 1'],
    ['((1 - 2)) - (3 - 4)', '1 - 2 - (3 - 4)'],
    ['- (1 + 2)', '-(1 + 2)'],
    ['1 + (if (a()) 1 else 2) + 3', '1 + (if (a()) 1 else 2) + 3'],
  ])('writes %s as %s', (text, canonical) => expect(printUserFunction(parse(text))).toBe(canonical));
});

describe('any text', () => {
  const words = [
    ..."+ - * / % < <= > >= == != && || ! ( ) , ? : ; if then else true false null and or not === 1 2.5 'a' $".split(
      ' ',
    ),
    ...['now()', "get('$.score')", "get('$.a'", 'hours(', 'knee(', "datetime_parse('x', 'yyyy')", "'", ' ', '\n'],
  ];
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 200 }),
    fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((pieces) => pieces.join(' ')),
  );

  it('compiles and evaluates, or throws UserFunctionError', () => {
    fc.assert(
      fc.property(text, fc.jsonValue(), (source, root) => {
        try {
          const userFunction = compileUserFunction(source);
          if (!userFunction.knee) userFunction.evaluate(root, new Date(0));
        } catch (error) {
          expect(error).toBeInstanceOf(UserFunctionError);
          expect((error as UserFunctionError).line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('evaluates only to the types it announced', () => {
    const leaves = ['1', '-2.5', 'true', 'null', "'a'", 'now()', 'hours(2)', "get('$.a')", "get('$.b', 3)"];
    const operators = ['+', '-', '*', '/', '%', '<', '>=', '==', '!='];
    const source = fc
      .tuple(fc.constantFrom(...leaves), fc.array(fc.tuple(fc.constantFrom(...operators), fc.constantFrom(...leaves))))
      .map(([first, rest]) => rest.reduce((left, [operator, right]) => `(${left}) ${operator} ${right}`, first));
    fc.assert(
      fc.property(source, fc.jsonValue(), (text, a) => {
        let userFunction: ReturnType<typeof compileUserFunction>;
        try {
          userFunction = compileUserFunction(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UserFunctionError);
          return;
        }
        const value = userFunction.evaluate({ a }, new Date(0));
        const type = value === null ? 'null' : typeof value === 'object' ? value.constructor.name : typeof value;
        const names: Record<string, string> = {
          DateTime: 'datetime',
          Duration: 'duration',
          Object: 'json',
          Array: 'json',
        };
        expect(['null', ...userFunction.resultTypes]).toContain(names[type] ?? type);
      }),
      { numRuns: 2_000 },
    );
  });
});
