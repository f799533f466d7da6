/** Members that hold what a model is told, in any protocol for models. */
const PROMPT = [
  'messages',
  'contents',
  'input',
  'prompt',
  'system',
  'instructions',
  'systemInstruction',
  'system_instruction',
  'tools',
  'functions',
];
/** Members without which the answer could not be used. */
const SHAPE = ['dimensions', 'encoding_format'];
/** Said elsewhere in a fingerprint. */
const ELSEWHERE = ['model', 'stream'];

/**
 * A body in two: `messages`, the top-level members PROMPT and SHAPE name, and `parameters`, all others. A body with no
 * prompt that we know of is all `messages`. `model` and `stream` are in neither: the one is a part of its own, the other
 * shows in the kind of answer that is accepted.
 */
export function splitBody(body: unknown): { messages: unknown; parameters: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { messages: body, parameters: {} };
  const members = Object.entries(body).filter(([name]) => !ELSEWHERE.includes(name));
  if (!members.some(([name]) => PROMPT.includes(name))) {
    return { messages: Object.fromEntries(members), parameters: {} };
  }
  const isMessage = ([name]: [string, unknown]) => PROMPT.includes(name) || SHAPE.includes(name);
  return {
    messages: Object.fromEntries(members.filter(isMessage)),
    parameters: Object.fromEntries(members.filter((member) => !isMessage(member))),
  };
}

/** The last thing said in a prompt, by which a reader recognises it: its first `length` characters on one line. */
export function firstWords(body: unknown, length = 80): string {
  const object = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const conversation = PROMPT.map((name) => object[name]).find((member) => member !== undefined);
  const text = (lastText(conversation) ?? '').replace(/\s+/g, ' ').trim();
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text;
}

function lastText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (Array.isArray(value)) return value.map(lastText).findLast((text) => text !== undefined);
  if (typeof value !== 'object' || value === null) return undefined;
  const { content, parts, text, output } = value as Record<string, unknown>;
  return lastText(content ?? parts ?? text ?? output);
}
