import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startIdleTimeout } from '../../../src/upstream/transport/upstream-answer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start = () => startIdleTimeout(60, new AbortController().signal);

test('counts from the request, and again from each piece of data', () => {
  const idle = start();
  vi.advanceTimersByTime(59_000);
  idle.received();
  idle.waiting();
  vi.advanceTimersByTime(59_000);
  expect(idle.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(idle.signal.reason).toMatchObject({ failure: { kind: 'idle', seconds: 60 } });
});

test('a slow reader is not the silence of the upstream', () => {
  const idle = start();
  idle.received();
  vi.advanceTimersByTime(600_000);
  expect(idle.signal.aborted).toBe(false);
  idle.waiting();
  vi.advanceTimersByTime(60_000);
  expect(idle.signal.aborted).toBe(true);
});

test('stopping leaves no timer behind', () => {
  const idle = start();
  idle.stop(true);
  expect(vi.getTimerCount()).toBe(0);
  expect(idle.signal.aborted).toBe(false);
});
