/** Where two answers to the same call differ, but for what they are about: statuses, members, types, texts of errors. */

export interface Answer {
  status: number;
  /** Parsed; of a stream, its events. */
  body: unknown;
  /** Types of the events of a stream, equal ones in a row once. */
  events: string[] | undefined;
}

export type Aspect = 'status' | 'events' | 'member' | 'type' | 'text';

export interface Difference {
  aspect: Aspect;
  /** Where in the answer; empty for the answer itself. */
  place: string;
  emulator: string;
  other: string;
}

/** Whose members are names of somebody's own. */
const OPEN = /^(.*_)?metadata$|^headers$|^entries$|^additional_model_params$|^custom_dimensions$/;
/** Of the call, and never the same. */
const UNLIKE = new Set(['request_id']);
const TEXTS = new Set(['messages', 'field_errors']);

export function compareAnswers(emulator: Answer, other: Answer): Difference[] {
  const differences: Difference[] = [];
  const note = (aspect: Aspect, place: string, ours: unknown, theirs: unknown) =>
    differences.push({ aspect, place, emulator: String(ours), other: String(theirs) });
  if (emulator.status !== other.status) note('status', '', emulator.status, other.status);
  const [ours, theirs] = [emulator.events, other.events].map((events) => events?.join(', ') ?? 'no stream');
  if (ours !== theirs) note('events', '', ours, theirs);
  compareShapes(shapeOf(emulator.body), shapeOf(other.body), '', note);
  // What one refuses and the other does not has been told.
  if (emulator.status >= 400 && emulator.status === other.status) compareTexts(emulator.body, other.body, note);
  return differences;
}

type Note = (aspect: Aspect, place: string, ours: unknown, theirs: unknown) => void;

/** What kinds of values stand somewhere, with the members of its objects and the items of its lists taken together. */
interface Shape {
  types: Set<string>;
  members: Map<string, Shape>;
  items: Shape | undefined;
}

function shapeOf(value: unknown, shape: Shape = { types: new Set(), members: new Map(), items: undefined }): Shape {
  if (Array.isArray(value)) {
    shape.types.add('list');
    for (const item of value) shape.items = shapeOf(item, shape.items);
  } else if (typeof value === 'object' && value !== null) {
    shape.types.add('object');
    for (const [name, member] of Object.entries(value))
      shape.members.set(name, shapeOf(member, shape.members.get(name)));
  } else shape.types.add(value === null ? 'null' : value === undefined ? 'nothing' : typeof value);
  return shape;
}

function compareShapes(ours: Shape, theirs: Shape, place: string, note: Note): void {
  const types = ({ types }: Shape) =>
    [...types]
      .filter((type) => type !== 'null')
      .sort()
      .join(' or ');
  if (types(ours) !== types(theirs) && types(ours) !== '' && types(theirs) !== '') {
    note('type', place, types(ours), types(theirs));
    return;
  }
  if (ours.items && theirs.items) compareShapes(ours.items, theirs.items, `${place}[]`, note);
  if (OPEN.test(place.split('.').at(-1) ?? '') && place !== 'metadata') return;
  for (const name of new Set([...ours.members.keys(), ...theirs.members.keys()])) {
    if (UNLIKE.has(name) || (place === 'metadata' && name === 'page_key')) continue;
    const [one, other] = [ours.members.get(name), theirs.members.get(name)];
    const at = place === '' ? name : `${place}.${name}`;
    if (one && other) {
      if (!TEXTS.has(name)) compareShapes(one, other, at, note);
    } else note('member', at, one ? 'there' : 'absent', other ? 'there' : 'absent');
  }
}

/** Sentences and fields that are refused; the one may say more than the other. */
function compareTexts(ours: unknown, theirs: unknown, note: Note): void {
  for (const name of TEXTS) {
    const [one, other] = [ours, theirs].map((body) =>
      JSON.stringify((body as Record<string, unknown> | undefined)?.[name]),
    );
    if (one !== undefined && other !== undefined && one !== other) note('text', name, one, other);
  }
}
