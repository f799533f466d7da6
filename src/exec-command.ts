/** `vectara-emulator exec -- CMD …`: what runs while the emulator serves it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { type Config, ConfigError } from './config.ts';
import { OWNER_KEY, variableOf } from './flags.ts';
import type { Emulator } from './start-emulator.ts';

/** As shells have it. */
const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;
const BY_SIGNAL = 128;

/**
 * Starts the command with the addresses and the key of the emulator in its environment. `ended` gives the code to end with:
 * its own, 128 and the signal that ended it, or 126 or 127 when it cannot be run. Signals go on to it. Throws ConfigError.
 */
export async function runBeside(
  command: readonly string[],
  emulator: Pick<Emulator, 'url' | 'ownerKey'>,
  config: Pick<Config, 'apiKey' | 'auth' | 'dataDir' | 'logLevel'>,
  environment: Record<string, string | undefined>,
): Promise<{ child: ChildProcess; ended: Promise<number> }> {
  const { url, ownerKey } = emulator;
  const key = config.apiKey ?? ownerKey ?? (config.auth === 'open' ? 'any-key' : environment.VECTARA_API_KEY);
  if (!key) throw new ConfigError(`the owner key was made at an earlier start; set ${variableOf(OWNER_KEY)} to it.`);
  const env = {
    // The OpenAI SDKs do not start without one.
    OPENAI_API_KEY: key,
    ...environment,
    VECTARA_BASE_URL: url,
    VECTARA_API_KEY: key,
    OPENAI_BASE_URL: `${url}/v2/llms`,
  };
  const [program = '', ...args] = command;
  // One text of several words is a line for a shell, as "npm run build && npm test" is. Windows runs npm by its shell alone.
  const shell = (args.length === 0 && /\s/.test(program)) || process.platform === 'win32';
  if (config.logLevel !== 'silent') {
    const place = config.dataDir === undefined ? 'in memory' : `data in ${config.dataDir}`;
    process.stderr.write(`vectara-emulator: ${url}, ${place}, for ${program}\n`);
  }
  const child = spawn(program, args, { stdio: 'inherit', env, shell });
  const forward = (signal: NodeJS.Signals) => {
    // Keys go to everything that runs in a terminal, so the command has it already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, forward);
  return { child, ended: codeOf(child, program) };
}

async function codeOf(child: ChildProcess, program: string): Promise<number> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code ?? BY_SIGNAL + constants.signals[signal!];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such command' : 'this user may not run it';
    process.stderr.write(`vectara-emulator: cannot run ${program}: ${reason}.\n`);
    return code === 'ENOENT' ? NOT_FOUND : NOT_RUNNABLE;
  }
}
