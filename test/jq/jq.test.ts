import { expect, onTestFinished, test } from 'vitest';
import { createJq } from '../../src/jq/jq.ts';

const open = (options = {}) => {
  const jq = createJq(options);
  onTestFinished(() => jq.close());
  return jq;
};

test('programs that never end or take all memory are ended, and others go on', async () => {
  const jq = open({ timeoutMs: 150, threads: 2 });
  const many = Array.from({ length: 6 }, (_, index) => jq.run('.n + 1', JSON.stringify({ n: index })));
  await expect(jq.run('last(repeat(1))', 'null')).rejects.toThrow('the program takes longer than 0.15 seconds');
  await expect(jq.run('"x" * 1e9 | length', 'null')).rejects.toThrow('the program takes too much memory');
  expect((await Promise.all(many)).flat()).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(await jq.run('.a[]', '{"a": [1, "é", {"b": null}]}')).toEqual(['1', '"é"', '{"b":null}']);
});

test('a caller that leaves is not waited for', async () => {
  const jq = open();
  const caller = new AbortController();
  const running = jq.run('last(repeat(1))', 'null', caller.signal);
  caller.abort(new Error('gone'));
  await expect(running).rejects.toThrow('gone');
});

test('nothing of the machine is seen', async () => {
  const jq = open();
  expect(JSON.parse((await jq.run('env', 'null'))[0]!)).toMatchObject({ USER: 'web_user', HOME: '/home/web_user' });
  for (const program of ['import "/etc/passwd" as $x; $x', 'include "/etc/passwd"; 1', 'input', '$__prog_args']) {
    await expect(jq.run(program, 'null')).rejects.toThrow();
  }
  expect(await jq.run('-1', 'null')).toEqual(['-1']);
  await expect(jq.run('--version', 'null')).rejects.toThrow(/version/);
});

test.each([
  ['.a | map(. + 1) # why', undefined],
  ['def f: .; f', undefined],
  ['error("only when it runs")', undefined],
  ['.a |', 'syntax error, unexpected end of file'],
])('%s: %s', async (program, fault) => {
  expect(await open().fault(program)).toBe(fault);
});
