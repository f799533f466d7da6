import { describe, expect, test } from 'vitest';
import { emulatorForFile, inNewAccount } from '../support/emulator.ts';

const api = emulatorForFile();
const made = (fields: object = {}) => api.create('/v2/instructions', { name: 'Tone', template: 'Be kind.', ...fields });
const rendered = async (template: string, fields: object = {}, body: object = {}) => {
  const { id } = await made({ template, ...fields });
  return (await api.post(`/v2/instructions/${id}/test`, body)).body;
};

describe('an instruction', () => {
  test('has an id that counts up, and is never given twice', async () => {
    const own = inNewAccount(api);
    const create = () => own.create('/v2/instructions', { type: 'initial', name: 'Tone', template: 'Be kind.' });
    const first = await create();
    expect(first).toEqual({
      id: 'ins_1',
      type: 'initial',
      name: 'Tone',
      template_type: 'velocity',
      template: 'Be kind.',
      version: 1,
      metadata: {},
      enabled: true,
      created_at: expect.stringMatching(/Z$/),
      updated_at: first.created_at,
    });
    expect((await own.delete('/v2/instructions/ins_1')).status).toBe(204);
    expect((await create()).id).toBe('ins_2');
  });

  test('keeps every version', async () => {
    const { id } = await made({ description: 'd' });
    expect((await api.patch(`/v2/instructions/${id}`, { type: 'initial', template: 'Two.' })).body).toMatchObject({
      version: 2,
      template: 'Two.',
      description: 'd',
    });
    await api.patch(`/v2/instructions/${id}`, {});
    expect(await api.read(`/v2/instructions/${id}`)).toMatchObject({ version: 3, template: 'Two.' });
    expect(await api.read(`/v2/instructions/${id}?version=1`)).toMatchObject({ version: 1, template: 'Be kind.' });
    expect((await api.get(`/v2/instructions/${id}?version=9`)).status).toBe(404);
    expect((await api.delete(`/v2/instructions/${id}/versions/3`)).status).toBe(204);
    expect((await api.read(`/v2/instructions/${id}`)).version).toBe(2);
    expect((await api.patch(`/v2/instructions/${id}`, {})).body.version).toBe(4);
    for (const version of [1, 2, 4]) await api.delete(`/v2/instructions/${id}/versions/${version}`);
    expect((await api.get(`/v2/instructions/${id}`)).status).toBe(404);
  });

  test('is there for an agent; a pinned version stays, a disabled one is not taken', async () => {
    const { id } = await made();
    await api.patch(`/v2/instructions/${id}`, {});
    const agentWith = (instruction: object) =>
      api.post('/v2/agents', {
        name: 'a',
        model: { name: 'gpt-4o' },
        first_step: { name: 'main', instructions: [{ type: 'reference', id, ...instruction }] },
      });
    const { status, body: pinning } = await agentWith({ version: 1 });
    expect(status).toBe(201);
    const { body: following } = await agentWith({});
    expect((await agentWith({ version: 7 })).status).toBe(400);
    expect((await api.delete(`/v2/instructions/${id}/versions/1`)).status).toBe(409);
    expect((await api.delete(`/v2/instructions/${id}/versions/2`)).status).toBe(204);
    await api.patch(`/v2/instructions/${id}`, { enabled: false });
    expect((await agentWith({})).status).toBe(400);
    for (const { key } of [pinning, following])
      expect((await api.patch(`/v2/agents/${key}`, { name: 'b' })).status).toBe(200);
  });

  test('is listed by name, description and state', async () => {
    const own = inNewAccount(api);
    for (const [name, description, enabled] of [
      ['One', 'first', true],
      ['Two', 'One more', false],
    ] as const)
      await own.create('/v2/instructions', { name, description, enabled, template: '' });
    const names = async (query: string) =>
      (await own.read(`/v2/instructions${query}`)).instructions.map(({ name }: { name: string }) => name);
    expect(await names('?filter=One&type=initial')).toEqual(['One', 'Two']);
    expect(await names('?filter=one')).toEqual([]);
    expect(await names('?enabled=false')).toEqual(['Two']);
  });
});

describe('the test of an instruction', () => {
  test('shows what an agent would be told', async () => {
    const template =
      '# $agent.name ($agent.key) for $session.metadata.user.name of $session.key: #foreach($t in $tools)$t.name=$t.description;#end $nobody';
    const body = {
      context: { user: { name: 'Ann "A" B' } },
      tools: [{ name: 'kb', description: 'Finds.', type: 'x' }],
    };
    expect(await rendered(template, {}, body)).toEqual({
      rendered_instruction: '# Test Agent (test) for Ann "A" B of test: kb=Finds.; $nobody',
    });
    expect((await rendered('$currentDate')).rendered_instruction).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  test('escapes nothing, whatever the template looks like', async () => {
    expect(await rendered('{"a": $session.metadata.x}', {}, { context: { x: { y: '"' } } })).toEqual({
      rendered_instruction: '{"a": {"y":"\\""}}',
    });
  });

  test('shows that a second-level heading is a comment in Velocity, and not in text', async () => {
    const template = '# Title\n## Style\nBe kind.';
    expect((await rendered(template)).rendered_instruction).not.toContain('Style');
    expect((await rendered(template, { template_type: 'text' })).rendered_instruction).toBe(template);
    expect((await rendered('#[[## Style]]#\nBe kind.')).rendered_instruction).toContain('## Style');
  });

  test('answers 422 for what cannot be rendered, which was saved all the same', async () => {
    const { id } = await made({ template: '#if(' });
    const { status, body } = await api.post(`/v2/instructions/${id}/test`, {});
    expect(status).toBe(422);
    expect(body.messages[0]).toMatch(/^Failed to render instruction 'Tone': /);
  });
});
