/** The Python of lambda tools (docs/behaviour/lambdas.md). */
import { type Account, seam } from '../../accounts/account.ts';
import { invalidField, packageMissing } from '../../errors.ts';
import { type Description, type Python, PythonMissing } from '../../python/python.ts';
import type { StoredLambdaTool } from './tools-repository.ts';

export const pythonRunner = seam<Python>('Python');

/** Asks for Python. Throws 501 where it is not installed. */
export async function inPython<Answer>(account: Account, ask: (python: Python) => Promise<Answer>): Promise<Answer> {
  try {
    return await ask(pythonRunner(account));
  } catch (error) {
    if (error instanceof PythonMissing) throw packageMissing(error.message, error);
    throw error;
  }
}

/** The schemas of what the code takes and gives, or what is wrong with it. */
export const describeCode = (account: Account, code: string): Promise<Description> =>
  inPython(account, (python) => python.describe(code));

/** Throws 400 for code that cannot be a tool. */
export async function schemasOfCode(
  account: Account,
  code: string,
): Promise<Pick<StoredLambdaTool, 'input_schema' | 'output_schema'>> {
  const described = await describeCode(account, code);
  if (!('errors' in described)) return described;
  throw invalidField('body.code', described.errors.join('\n'), `The code is invalid. ${described.errors.join(' ')}`);
}
