/** Encoders, LLMs and generation presets. */

import type { Account } from '../../accounts/account.ts';
import type { Outcome, Seeding } from './apply-seed.ts';

export async function applyEncoders({ loaded, call, listAll, settle }: Seeding): Promise<void> {
  const { encoders = [] } = loaded.seed;
  if (encoders.length === 0) return;
  const existing = new Set((await listAll('/v2/encoders', 'encoders')).map(({ name }) => name));
  for (const [index, definition] of encoders.entries()) {
    const { test = false, ...body } = definition;
    await settle({
      name: `encoders/${body.name}`,
      steps: ['encoders', index],
      definition: body,
      exists: existing.has(body.name),
      create: () => call('POST', '/v2/encoders', body, { testsConnections: test }),
      change: () => ({ kept: 'An encoder cannot be changed. Reset the account to have it made anew.' }),
    });
  }
}

export async function applyLlms({ loaded, call, listAll, settle }: Seeding): Promise<void> {
  const { llms = [] } = loaded.seed;
  if (llms.length === 0) return;
  const existing = (await listAll('/v2/llms', 'llms')).filter(({ ownership }) => ownership === 'customer');
  for (const [index, definition] of llms.entries()) {
    const { enabled = true, test = false, ...body } = definition;
    const options = { testsConnections: test };
    const found = existing.find(({ name }) => name === body.name);
    const create = async () => {
      const { id } = await call('POST', '/v2/llms', body, options);
      if (!enabled) await call('PATCH', `/v2/llms/${id}`, { enabled });
    };
    await settle({
      name: `llms/${body.name}`,
      steps: ['llms', index],
      definition: { ...body, enabled },
      exists: found !== undefined,
      create,
      async change(): Promise<Outcome> {
        // A PATCH can replace these but not take them away.
        if ((found.auth && !body.auth) || (found.uri && !body.uri)) {
          await call('DELETE', `/v2/llms/${found.id}`);
          await create();
        } else {
          const cleared = { description: '', headers: {}, idle_timeout_seconds: null };
          await call('PATCH', `/v2/llms/${found.id}`, { ...cleared, ...body, enabled }, options);
        }
        return 'updated';
      },
    });
  }
}

export async function applyGenerationPresets({ loaded, call, listAll, settle }: Seeding): Promise<void> {
  const { generation_presets: presets = [] } = loaded.seed;
  if (presets.length === 0) return;
  const listed = await listAll('/v2/generation_presets', 'generation_presets');
  const existing = listed.filter(({ ownership }) => ownership === 'customer');
  for (const [index, body] of presets.entries()) {
    const found = existing.find(({ name }) => name === body.name);
    await settle({
      name: `generation_presets/${body.name}`,
      steps: ['generation_presets', index],
      definition: body,
      exists: found !== undefined,
      create: () => call('POST', '/v2/generation_presets', body),
      async change(): Promise<Outcome> {
        await call('PUT', `/v2/generation_presets/${found.id}`, body);
        return 'updated';
      },
    });
  }
}

/** Rules of one kind of an account. */
export interface RuleTarget {
  find(id: string): unknown;
  /** Adds a rule, or puts it in the place of the one with this id. Throws a 400 about `body…`. */
  put(id: string, rule: never): unknown;
}

export interface RuleTargets {
  scripts(account: Account): RuleTarget;
  api_scripts(account: Account): RuleTarget;
  faults(account: Account): RuleTarget;
  web_pages(account: Account): RuleTarget;
  web_search_results(account: Account): RuleTarget;
}

/** Rules without an id are told apart by their place. */
export async function applyRules({ account, loaded, settle }: Seeding, targets: RuleTargets): Promise<void> {
  for (const kind of ['scripts', 'api_scripts', 'faults', 'web_pages', 'web_search_results'] as const) {
    const target = targets[kind](account);
    for (const [index, rule] of (loaded.seed[kind] ?? []).entries()) {
      const id = rule.id ?? `seed-${index + 1}`;
      await settle({
        name: `${kind}/${id}`,
        steps: [kind, index],
        definition: rule,
        exists: target.find(id) !== undefined,
        create: () => target.put(id, { ...rule, id } as never),
        change() {
          target.put(id, { ...rule, id } as never);
          return 'updated';
        },
      });
    }
  }
}
