/** Which parts the life of a call has, in the order they are shown. */
import type { VNode } from 'preact';
import { html } from '../../parts/html.ts';
import { AnswerGivenPart } from './answer/answer.ts';
import { answerOf } from './answer/answer-of.ts';
import { CallHead } from './head/call-head.ts';
import { Request } from './head/request.ts';
import { Response } from './head/response.ts';
import { ModelCalls } from './model/model-calls.ts';
import { UpstreamCalls } from './model/upstream-calls.ts';
import { AsRecorded } from './notes/as-recorded.ts';
import type { Entry } from './notes/call-notes.ts';
import { OtherNotes, otherNotes } from './notes/other-notes.ts';
import { Prompt } from './query/prompt.ts';
import { Resolution } from './query/resolution.ts';
import { Hits } from './ranking/hits.ts';
import { Wire } from './wire/wire.ts';

/** One for each kind of thing that the entry tells of, by the titles of their sections; the head first. */
export function partsOfLife(entry: Entry): VNode[] {
  const has = (kind: string) => entry.notes.some((note) => note.kind === kind);
  const answer = answerOf(entry);
  const isAnswer = answer.text !== undefined || has('model') || has('consistency');
  const upstreams = entry.notes.filter(({ kind }) => kind === 'upstream').length;
  const parts: [title: string, isThere: boolean, part: unknown][] = [
    ['Request', true, html`<${Request} entry=${entry} />`],
    ['Resolved', has('plan'), html`<${Resolution} entry=${entry} />`],
    ['Hits', has('search'), html`<${Hits} entry=${entry} />`],
    ['Prompt', has('prompt'), html`<${Prompt} entry=${entry} />`],
    ['Model call', has('model'), html`<${ModelCalls} entry=${entry} />`],
    [
      upstreams > 1 ? 'Upstream requests' : 'Upstream request',
      upstreams > 0,
      html`<${UpstreamCalls} entry=${entry} />`,
    ],
    ['On the wire', upstreams > 0 || entry.is_stream, html`<${Wire} entry=${entry} />`],
    ['Answer', isAnswer, html`<${AnswerGivenPart} entry=${entry} answer=${answer} />`],
    ['Response', !entry.is_stream, html`<${Response} entry=${entry} folded=${answer.text !== undefined} />`],
    ['Also noted', otherNotes(entry).length > 0, html`<${OtherNotes} entry=${entry} />`],
    ['As recorded', true, html`<${AsRecorded} entry=${entry} />`],
  ];
  const there = parts.filter(([, isThere]) => isThere);
  const head = html`<${CallHead} key="head" entry=${entry} titles=${there.map(([title]) => title)} />`;
  return [head, ...there.map(([, , part]) => part)] as VNode[];
}
