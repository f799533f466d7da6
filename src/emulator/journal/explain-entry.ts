/** An entry as text to read aloud: what came, what was made of it, what came back, how long each took. */

import type { Answerer } from '../../calls/provenance.ts';
import { ms as inMs } from './describe-entry.ts';
import { explainPlan, explainRerank, explainSearch } from './explain-query.ts';
import { explainCompaction, explainStep, explainToolCall, explainTransition, explainTurn } from './explain-turn.ts';
import type { JournalEntry } from './journal-schema.ts';
import type { ApiScriptNote, ShownModel, ShownNote, ShownUpstream } from './notes.ts';

export function explainEntry(entry: JournalEntry): string {
  const paragraphs = [came(entry), ...entry.notes.map(explainNote), ended(entry), times(entry)];
  return `${paragraphs.join('\n\n')}\n`;
}

function came({
  id,
  method,
  path,
  query_string,
  account,
  time,
  operation,
  request,
  request_bytes,
  ignored = [],
}: JournalEntry): string {
  const what = operation ? `the operation ${operation}` : 'no operation there is';
  const lines = [`${method} ${path}${query_string} came at ${time} to account "${account}": ${what} (request ${id}).`];
  if (request.file) lines.push(`A file of ${request.file.bytes} bytes was uploaded as ${request.file.content_type}.`);
  if (request.body !== undefined) {
    lines.push(`Its body${request_bytes > 0 ? ` of ${request_bytes} bytes` : ''} said: ${short(request.body)}`);
  }
  for (const each of ignored) lines.push(`The operation does not know all of it; ignored: ${each}`);
  return lines.join('\n');
}

function ended({
  state,
  status,
  errors,
  client_left,
  is_stream,
  response,
  response_bytes,
  duration_ms,
}: JournalEntry): string {
  if (state === 'running') return `It still runs, for ${duration_ms} ms so far.`;
  const lines = [`The answer was ${status ?? 'never begun'}, ${response_bytes} bytes, after ${duration_ms} ms.`];
  if (is_stream) {
    const events = response.events ?? [];
    lines.push(`It was a stream of ${events.length + (response.events_omitted ?? 0)} events: ${runs(events)}.`);
  }
  if (client_left) lines.push('The client closed the connection before it was complete.');
  for (const error of errors) lines.push(`The error said: ${error}`);
  return lines.join('\n');
}

const times = ({ stages }: JournalEntry): string =>
  `Time by stage: ${stages.map(({ name, ms }) => `${name} ${ms} ms`).join(', ')}.`;

/** Equal events in a row as one, with the time of the first. */
function runs(events: { at_ms: number; event: string }[]): string {
  const grouped: { event: string; count: number; at: number }[] = [];
  for (const { event, at_ms } of events) {
    const last = grouped.at(-1);
    if (last?.event === event) last.count += 1;
    else grouped.push({ event, count: 1, at: at_ms });
  }
  return grouped.map(({ event, count, at }) => `${count > 1 ? `${count} × ` : ''}${event} at ${at} ms`).join(', ');
}

export function short(value: unknown, length = 1000): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** One note as a paragraph. */
export function explainNote(note: ShownNote): string {
  switch (note.kind) {
    case 'plan':
      return explainPlan(note);
    case 'search':
      return explainSearch(note);
    case 'rerank':
      return explainRerank(note);
    case 'prompt':
      return (
        `The prompt was rendered from the template of the ${note.template_from} with ${note.used.length} results.\n` +
        `The template: ${note.template}\nThe prompt: ${note.rendered}`
      );
    case 'model':
      return explainModel(note);
    case 'upstream':
      return explainUpstream(note);
    case 'turn':
      return explainTurn(note);
    case 'step':
      return explainStep(note);
    case 'tool_call':
      return explainToolCall(note);
    case 'compaction':
      return explainCompaction(note);
    case 'transition':
      return explainTransition(note);
    case 'api_script':
      return [
        explainApiScript(note),
        ...(note.problems ?? []).map((one) => `The contract has it otherwise: ${one}`),
      ].join('\n');
    case 'api_scripts_not_matched':
      return `No API script answered. ${note.scripts
        .map(({ script, condition, wanted, found }) => `"${script}": ${condition} wants ${wanted}, found ${found}.`)
        .join(' ')}`;
    case 'consistency':
      return note.score !== undefined
        ? `The factual consistency score is ${Math.round(note.score * 10_000) / 10_000}.`
        : `No consistency score: ${note.warning}.`;
    default: {
      const { kind, at_ms, ...rest } = note;
      return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}, at ${at_ms} ms: ${JSON.stringify(rest)}`;
    }
  }
}

const DOES = { answers: 'answered', changes: 'changed what the operation answered', passes: 'left it to answer' };

const explainApiScript = ({ script, does, answer, use }: ApiScriptNote): string =>
  `The API script "${script}" ${DOES[does]}, with its answer ${answer}, at its use ${use}.`;

/** Unknown while it goes on. */
const rounded = (time: number | undefined) => (time === undefined ? '…' : inMs(time));

/** As a whole sentence's subject and verb. */
const ANSWERED: Record<Answerer, string> = {
  sent: 'The provider answered',
  simulated: "The built-in model answered in the provider's place (simulated)",
  replayed: "A recording answered in the provider's place (replayed)",
  scripted: 'A script answered, and no model was asked (scripted)',
  'built-in': "The emulator's built-in model answered (built-in)",
  nobody: 'Nobody was asked, yet there was an answer',
};

export function explainModel({
  llm,
  messages,
  parameters,
  stream,
  thinking,
  text,
  tool_calls,
  ...outcome
}: ShownModel): string {
  const { chunks, first_chunk_ms, ms, finish_reason, usage, error, answered_by, faults } = outcome;
  const lines = [
    `The LLM "${llm}" was asked ${stream ? 'for a stream' : 'for one answer'} with ${messages.length} messages ` +
      `and parameters ${JSON.stringify(parameters)}:`,
    ...messages.map((message) => `  ${message.role}: ${saidIn(message)}`),
  ];
  if (faults.length > 0) lines.push(`On purpose it failed with ${faults.join(', ')}.`);
  if (answered_by === 'nobody') lines.push('Nobody answered: nothing was sent to a provider.');
  if (error !== undefined) lines.push(`It failed after ${rounded(ms)} ms: ${error}`);
  if (chunks === 0) return [...lines, ...(error === undefined ? ['It has said nothing yet.'] : [])].join('\n');
  lines.push(
    `${answered_by ? ANSWERED[answered_by] : 'It answered'} in ${chunks} chunks, the first after ${rounded(first_chunk_ms)} ms, the last after ${rounded(ms)} ms${text ? `: ${short(text)}` : '.'}`,
  );
  if (thinking) lines.push(`It thought: ${short(thinking)}`);
  for (const call of tool_calls ?? []) lines.push(`It called the tool ${call.name} with ${call.arguments}`);
  if (finish_reason) lines.push(`It finished with ${finish_reason}.`);
  if (usage)
    lines.push(
      `It used ${usage.promptTokens} tokens for the prompt${ofThem(usage.cachedTokens, 'from a cache')} and ${usage.completionTokens} for the answer${ofThem(usage.reasoningTokens, 'thought')}.`,
    );
  return lines.join('\n');
}

function saidIn({ content, toolCalls = [] }: ShownModel['messages'][number]): string {
  const calls = toolCalls.map(({ name, arguments: given }) => `(calls ${name} with ${short(given)})`);
  return [...(content.length > 0 || calls.length === 0 ? [short(content)] : []), ...calls].join(' ');
}

const ofThem = (count: number | undefined, what: string): string => (count ? ` (${count} ${what})` : '');

const WENT: Record<Answerer, string> = {
  sent: 'was sent to the provider',
  simulated: 'was not sent: the emulator answered it in the provider’s place (simulated)',
  replayed: 'was not sent: a recording answered it (replayed)',
  scripted: 'was not sent: a script answered it',
  'built-in': 'was not sent: the built-in model answered it',
  nobody: 'was not sent, and nobody answered it',
};

export function explainUpstream(call: ShownUpstream & { at_ms: number }): string {
  const { at_ms, dialect, model, answered_by, request, response, error, total_ms } = call;
  const target = `${request.method} ${request.url}`;
  const went = answered_by ? WENT[answered_by] : 'has not been sent yet';
  const lines = [
    `At ${at_ms} ms a request in the dialect ${dialect}${model ? ` for model "${model}"` : ''} ${went}: ${target}`,
  ];
  if (request.body !== undefined) lines.push(`It said: ${short(request.body)}`);
  if (response) {
    const { status, headers_ms, bytes, chunks } = response;
    lines.push(
      `${answered_by === 'sent' ? 'The upstream' : 'The answer was'} ${answered_by === 'sent' ? `answered ${status}` : status} after ${headers_ms} ms, ${bytes} bytes in ${chunks.length} chunks.`,
    );
    if (chunks.length > 0) lines.push(`It said: ${short(chunks.map(({ text }) => text).join(''))}`);
  }
  if (error !== undefined) lines.push(`It failed: ${error}`);
  if (total_ms !== undefined) lines.push(`That took ${total_ms} ms in all.`);
  return lines.join('\n');
}
