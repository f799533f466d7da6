import { describe, expect, test } from 'vitest';
import { advance, NOTHING, type Talk, type TalkStep } from '../../../src/console/page/agents/talk-state.ts';
import type { StoredAgentEvent, TurnEvent } from '../../../src/console/page/api/types.ts';

const at = '2030-01-01T00:00:00.000Z';
const base = (id: string) => ({ id, session_key: 's', created_at: at });
const input = (id: string): StoredAgentEvent => ({
  ...base(id),
  type: 'input_message',
  messages: [{ type: 'text', content: id }],
});
const output = (id: string, content: string): StoredAgentEvent => ({ ...base(id), type: 'agent_output', content });
const thought = (id: string, content: string): StoredAgentEvent => ({ ...base(id), type: 'thinking', content });

const run = (...steps: TalkStep[]): Talk => steps.reduce(advance, NOTHING);
const told = (...events: TurnEvent[]): TalkStep[] => events.map((event) => ({ type: 'told', event }));
const says = (content: string): TurnEvent => ({ type: 'streaming_agent_output', content, created_at: at });
const thinks = (content: string): TurnEvent => ({ type: 'streaming_thinking', content, created_at: at });
const spoke = (event_id: string): TurnEvent => ({ type: 'streaming_agent_output_end', event_id, created_at: at });

describe('a session, as the console knows it', () => {
  test('is the same once a turn was told as when it is listed', () => {
    const streamed = run(
      { type: 'asked' },
      ...told(
        input('i'),
        thinks('Hm'),
        thinks('m.'),
        { type: 'streaming_thinking_end', created_at: at },
        thought('t', 'Hmm.'),
        says('It '),
        says('rains.'),
        spoke('o'),
        { type: 'end' },
      ),
      { type: 'over' },
    );
    const events = [input('i'), thought('t', 'Hmm.'), output('o', 'It rains.')];
    expect(streamed).toEqual({ ...NOTHING, events });
    // The same object: nothing is drawn anew.
    expect(advance(streamed, { type: 'listed', newest: events })).toBe(streamed);
  });

  test('tells what is said and thought while it is', () => {
    const thinking = run({ type: 'asked' }, ...told(input('i'), thinks('Hm')));
    expect(thinking).toMatchObject({ isTold: true, thinking: 'Hm', saying: '' });
    const saying = [...told(thought('t', 'Hm')), ...told(says('It '))].reduce(advance, thinking);
    expect(saying).toMatchObject({ thinking: '', saying: 'It ' });
    expect(advance(saying, { type: 'over' })).toMatchObject({ isTold: false, saying: '' });
  });

  test('says how a turn ended that did not come to its end, until the next one', () => {
    const failed = run({ type: 'asked' }, ...told(input('i'), { type: 'error', messages: ['No', 'model.'] }), {
      type: 'over',
    });
    expect(failed.problem?.message).toBe('No model.');
    const stopped = run({ type: 'asked' }, ...told({ ...base('x'), type: 'session_interrupted' }), { type: 'over' });
    expect(stopped).toMatchObject({ ended: 'Interrupted.', events: [] });
    expect(advance(stopped, { type: 'asked' }).ended).toBeUndefined();
  });

  test('keeps what it knows of before, and takes the newest as they are listed', () => {
    const known = run({ type: 'listed', newest: ['a', 'b', 'c', 'd'].map(input) });
    const ids = ({ events }: Talk) => events.map(({ id }) => id).join('');
    // c is gone, e and f are new.
    expect(ids(advance(known, { type: 'listed', newest: ['b', 'd', 'e', 'f'].map(input) }))).toBe('abdef');
    expect(ids(advance(known, { type: 'earlier', events: ['x', 'y', 'a', 'b'].map(input) }))).toBe('xyabcd');
    expect(ids(advance(known, { type: 'listed', newest: [] }))).toBe('');
  });
});
