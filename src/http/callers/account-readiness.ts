import type { FastifyInstance } from 'fastify';
import type { Account } from '../../accounts/account.ts';

/** Has requests wait for what an account must have before it is used: `ready` gives what to wait for, if anything. */
export function registerReadiness(app: FastifyInstance, ready: (account: Account) => Promise<void> | undefined): void {
  app.addHook('onRequest', ({ account }, _reply, done) => {
    const filling = account && ready(account);
    if (filling) filling.then(() => done(), done);
    else done();
  });
}
