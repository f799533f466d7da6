import { describe, expect, test } from 'vitest';
import { type Box, pictureOf, toolsOf } from '../../../src/console/page/agents/layout.ts';
import type { Agent } from '../../../src/console/page/api/types.ts';

const agentWith = (steps: Agent['steps'], more: Partial<Agent> = {}): Agent =>
  ({
    key: 'a',
    name: 'A',
    model: { name: 'm' },
    tool_configurations: {},
    first_step_name: 'one',
    enabled: true,
    steps,
    ...more,
  }) as Agent;

const to = (...names: string[]) => ({ next_steps: names.map((step_name) => ({ step_name })) });
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the picture of an agent', () => {
  test('has a column for each number of transitions, and none of its boxes covers another', () => {
    const { boxes, width, height } = pictureOf(
      agentWith({ lost: {}, one: to('two', 'three'), two: to('four'), three: to('four', 'one'), four: to('four') }),
    );
    const byName = Object.fromEntries(boxes.map((box) => [box.name, box]));
    expect(boxes.map(({ name }) => name)).toEqual(['one', 'two', 'three', 'four', 'lost']);
    expect(byName.two!.x).toBe(byName.three!.x);
    expect(new Set([byName.one!.x, byName.two!.x, byName.four!.x]).size).toBe(3);
    expect(boxes.map(({ isReached }) => isReached)).toEqual([true, true, true, true, false]);
    for (const [index, box] of boxes.entries()) {
      expect(boxes.slice(index + 1).filter((other) => overlap(box, other))).toEqual([]);
      expect(box.x + box.width).toBeLessThan(width);
      expect(box.y + box.height).toBeLessThan(height);
    }
  });

  test('has an arrow for each pair of steps, with the conditions in their order', () => {
    const { arrows } = pictureOf(
      agentWith({
        one: {
          next_steps: [
            { condition: 'a', step_name: 'two' },
            { condition: 'b', step_name: 'gone' },
            { condition: 'c', step_name: 'two' },
            { step_name: 'one' },
          ],
        },
        two: { next_steps: [{ step_name: 'three' }], reentry_step: 'one' },
        three: { reentry_step: 'three' },
      }),
    );
    expect(arrows.map(({ from, to, kind, conditions }) => [from, to, kind, conditions])).toEqual([
      ['one', 'two', 'transition', ['1. a', '3. c']],
      ['one', 'one', 'transition', ['4. otherwise']],
      ['two', 'three', 'transition', ['always']],
      ['two', 'one', 'reentry', []],
    ]);
    const places = arrows.map(({ labelAt }) => `${Math.round(labelAt.x)} ${Math.round(labelAt.y)}`);
    expect(new Set(places).size).toBe(arrows.length);
  });

  test('shows one step where the agent says no more', () => {
    const { boxes, arrows } = pictureOf(
      agentWith(undefined, { first_step: { name: 'main' }, first_step_name: undefined }),
    );
    expect(boxes.map(({ name, isFirst }) => [name, isFirst])).toEqual([['main', true]]);
    expect(arrows).toEqual([]);
  });
});

test('a step offers all tools, unless it names some that are there', () => {
  const agent = agentWith({}, { tool_configurations: { b: {}, a: {} } as never });
  expect(toolsOf(agent, {})).toEqual(['a', 'b']);
  expect(toolsOf(agent, { allowed_tools: ['b', 'gone'] })).toEqual(['b']);
  expect(toolsOf(agent, { allowed_tools: [] })).toEqual([]);
});
