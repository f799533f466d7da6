/** Where the steps of an agent stand in its picture, and how the arrows between them run. Sizes are pixels. */
import type { Agent, AgentStep } from '../api/types.ts';

export interface Box {
  name: string;
  step: AgentStep;
  /** By name, as the model is offered them. */
  tools: readonly string[];
  x: number;
  y: number;
  width: number;
  height: number;
  isFirst: boolean;
  /** Whether a turn can come to it. */
  isReached: boolean;
}

export interface Arrow {
  from: string;
  to: string;
  /** One for each transition between the two, in the order that they are tried; none where the next input goes on there. */
  conditions: readonly string[];
  kind: 'transition' | 'reentry';
  /** For the attribute `d`. */
  path: string;
  /** The middle of its words. */
  labelAt: { x: number; y: number };
}

export interface Picture {
  boxes: readonly Box[];
  arrows: readonly Arrow[];
  width: number;
  height: number;
}

const WIDTH = 212;
const HEAD = 58;
const LINE = 21;
/** More tools are counted. */
export const TOOLS_SHOWN = 6;
const BETWEEN_COLUMNS = 194;
const BETWEEN_ROWS = 56;
const MARGIN = 34;
const LABEL_LINE = 17;

/** The steps of an agent by name: that it begins with comes first. */
export function stepsOf({ first_step, first_step_name, steps = {} }: Agent): Map<string, AgentStep> {
  const first = first_step_name ?? first_step?.name ?? 'first_step';
  const all = new Map<string, AgentStep>([[first, steps[first] ?? first_step]]);
  for (const [name, step] of Object.entries(steps)) all.set(name, step);
  return all;
}

/** Those that a step offers: all, unless it names some. */
export const toolsOf = ({ tool_configurations }: Agent, { allowed_tools }: AgentStep): string[] =>
  Object.keys(tool_configurations)
    .filter((name) => allowed_tools?.includes(name) ?? true)
    .sort();

/** A column for each number of transitions that lead to its steps, from left to right; those that none leads to come last. */
export function pictureOf(agent: Agent): Picture {
  const steps = stepsOf(agent);
  const columns = columnsOf(steps);
  const isReached = reachedFrom(steps);
  const boxes = columns.flatMap((names, column) => {
    let y = MARGIN;
    return names.map((name): Box => {
      const step = steps.get(name)!;
      const tools = toolsOf(agent, step);
      const lines = Math.min(tools.length, TOOLS_SHOWN + 1);
      const height = HEAD + lines * LINE + (lines > 0 ? 12 : 0);
      const x = MARGIN + column * (WIDTH + BETWEEN_COLUMNS);
      const box = {
        name,
        step,
        tools,
        x,
        y,
        width: WIDTH,
        height,
        isFirst: column === 0,
        isReached: isReached.has(name),
      };
      y += height + BETWEEN_ROWS;
      return box;
    });
  });
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const arrows = arrowsBetween(boxes, bottom);
  return {
    boxes,
    arrows,
    width: Math.max(...boxes.map(({ x, width }) => x + width)) + MARGIN,
    height: Math.max(bottom, ...arrows.map(({ labelAt }) => labelAt.y + LABEL_LINE)) + MARGIN / 2,
  };
}

function columnsOf(steps: ReadonlyMap<string, AgentStep>): string[][] {
  const columns: string[][] = [];
  const placed = new Set<string>();
  let names = [...steps.keys()].slice(0, 1);
  while (names.length > 0) {
    columns.push(names);
    for (const name of names) placed.add(name);
    const next = names.flatMap((name) => nextOf(steps, name));
    names = [...new Set(next)].filter((name) => !placed.has(name));
  }
  const others = [...steps.keys()].filter((name) => !placed.has(name));
  return others.length > 0 ? [...columns, others] : columns;
}

/** Steps that a transition leads to, and that are there. */
const nextOf = (steps: ReadonlyMap<string, AgentStep>, name: string): string[] =>
  (steps.get(name)?.next_steps ?? []).map(({ step_name }) => step_name).filter((next) => steps.has(next));

function reachedFrom(steps: ReadonlyMap<string, AgentStep>): Set<string> {
  const reached = new Set([...steps.keys()].slice(0, 1));
  // A set goes on with what is added to it meanwhile.
  for (const name of reached) {
    const again = steps.get(name)?.reentry_step;
    for (const next of [...nextOf(steps, name), ...(again !== undefined && steps.has(again) ? [again] : [])]) {
      reached.add(next);
    }
  }
  return reached;
}

type Connection = Pick<Arrow, 'from' | 'to' | 'conditions' | 'kind'>;

function connectionsOf({ name, step: { next_steps = [], reentry_step } }: Box): Connection[] {
  const byTarget = new Map<string, string[]>();
  for (const [index, { condition, step_name }] of next_steps.entries()) {
    const otherwise = next_steps.length > 1 ? 'otherwise' : 'always';
    const words = condition ?? otherwise;
    const told = next_steps.length > 1 ? `${index + 1}. ${words}` : words;
    byTarget.set(step_name, [...(byTarget.get(step_name) ?? []), told]);
  }
  const transitions = [...byTarget].map(
    ([to, conditions]): Connection => ({ from: name, to, conditions, kind: 'transition' }),
  );
  if (reentry_step === undefined || reentry_step === name) return transitions;
  return [...transitions, { from: name, to: reentry_step, conditions: [], kind: 'reentry' }];
}

function arrowsBetween(boxes: readonly Box[], bottom: number): Arrow[] {
  const byName = new Map(boxes.map((box) => [box.name, box]));
  const taken: { x: number; y: number }[] = [];
  let lanes = 0;
  return boxes.flatMap((box) =>
    connectionsOf(box).flatMap((connection): Arrow[] => {
      const to = byName.get(connection.to);
      if (!to) return [];
      const isToNext = connection.kind === 'transition' && to.x - box.x === WIDTH + BETWEEN_COLUMNS;
      const { path, labelAt } = isToNext ? across(box, to) : around(box, to, bottom + 24 + 26 * lanes, lanes++);
      const lines = Math.max(1, connection.conditions.length);
      // Words of another arrow may stand there already.
      while (
        taken.some(({ x, y }) => Math.abs(x - labelAt.x) < BETWEEN_COLUMNS && Math.abs(y - labelAt.y) < LABEL_LINE)
      ) {
        labelAt.y += LABEL_LINE;
      }
      for (let line = 0; line < lines; line++) taken.push({ x: labelAt.x, y: labelAt.y + line * LABEL_LINE });
      return [{ ...connection, path, labelAt }];
    }),
  );
}

/** From the right edge to the left edge of a step in the next column. */
function across(from: Box, to: Box): Pick<Arrow, 'path' | 'labelAt'> {
  const start = { x: from.x + from.width, y: from.y + HEAD / 2 };
  const end = { x: to.x, y: to.y + HEAD / 2 };
  const middle = (start.x + end.x) / 2;
  return {
    path: `M${start.x} ${start.y} C${middle} ${start.y} ${middle} ${end.y} ${end.x - 2} ${end.y}`,
    // Nearer to where it leads, since arrows from one step part on their way.
    labelAt: { x: middle, y: start.y + (end.y - start.y) * 0.72 - 9 },
  };
}

const ROUND = 10;

/** Below all boxes, in a lane of its own: back, within a column, or past columns. Up and down it runs between the columns. */
function around(from: Box, to: Box, lane: number, number: number): Pick<Arrow, 'path' | 'labelAt'> {
  const aside = 13 + 5 * (number % 3);
  const start = { x: from.x + from.width, y: from.y + HEAD * 0.75 };
  const end = { x: to.x, y: to.y + HEAD * 0.75 };
  const [down, up] = [start.x + aside, end.x - aside];
  const turn = Math.sign(up - down) * ROUND;
  return {
    path: [
      `M${start.x} ${start.y} H${down - ROUND} Q${down} ${start.y} ${down} ${start.y + ROUND}`,
      `V${lane - ROUND} Q${down} ${lane} ${down + turn} ${lane} H${up - turn} Q${up} ${lane} ${up} ${lane - ROUND}`,
      `V${end.y + ROUND} Q${up} ${end.y} ${up + ROUND} ${end.y} H${end.x - 2}`,
    ].join(' '),
    labelAt: { x: (down + up) / 2, y: lane - 6 },
  };
}
