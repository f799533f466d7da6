/** The API scripts of one account: kept in its database, matched in the order they were added, counted in memory. */
import { type RegexBudget, regexBudget } from '../../basics/regular-expressions.ts';
import { conflict, type FieldErrors, invalidFields } from '../../errors.ts';
import type { AskedCall } from '../../http/stand-ins.ts';
import type { Mismatch, Refusal } from '../journal/notes.ts';
import { countUses, SKIP } from '../rules/count-uses.ts';
import { createExpressionTester, type TestExpression } from '../scripts/match-script.ts';
import { mismatchText, type RuleStore, type Verdict } from '../scripts/scripts.ts';
import type { ApiAnswer, ApiScript, ApiScriptStatus } from './api-script-schema.ts';
import { answersAgainstContract, apiScriptErrors } from './check-api-script.ts';
import { type Condition, conditionsOf, isAbout } from './match-call.ts';
import { indexScripts } from './script-index.ts';

/** In which every scenario begins. */
export const FIRST_STATE = 'started';
const DEFAULT_SCENARIO = 'default';
/** Scripts that a call is said to have missed: those that came nearest. */
const MOST_NEAR = 5;
/** Among so many it is looked for them. */
const MOST_COMPARED = 10;

/** The scripts about an operation, in order. */
interface OfOperation {
  all: readonly PreparedApiScript[];
  /** Those that a call has to be held against. */
  mayFit(asked: AskedCall): readonly PreparedApiScript[];
  /** The last call that none of them answered. */
  missed: AskedCall | undefined;
}

/** An answer that a call was given. */
export interface GivenApiAnswer {
  script: string;
  /** Which of the script's answers it is, from 1. */
  number: number;
  use: number;
  answer: ApiAnswer;
}

export type ApiScripts = ReturnType<typeof createApiScripts>;

/** `isStrict`: whether scripts that answer what the contract does not allow are refused. */
export function createApiScripts(store: RuleStore<ApiScript>, states: RuleStore<string>, isStrict: () => boolean) {
  /** Of the call that is looked at; most need none. */
  let budget: RegexBudget | undefined;
  const test = createExpressionTester(() => {
    budget ??= regexBudget();
    return budget;
  });
  const scenarios = new Map(states.list().map(({ id, rule }) => [id, rule]));
  const stateOf = (scenario = DEFAULT_SCENARIO) => scenarios.get(scenario) ?? FIRST_STATE;
  const prepare = (id: string, script: ApiScript) => prepareScript({ ...script, id }, test, stateOf);
  const scripts = new Map(store.list().map(({ id, rule }) => [id, prepare(id, rule)]));
  /** Those that are about an operation, in order; made anew when any changes. */
  let ofOperation = new Map<string, OfOperation>();
  let made = 0;

  function about(operationId: string): OfOperation {
    const known = ofOperation.get(operationId);
    if (known) return known;
    const all = [...scripts.values()].filter(({ script }) => isAbout(script.match ?? {}, operationId));
    const found: OfOperation = { all, mayFit: indexScripts(all), missed: undefined };
    ofOperation.set(operationId, found);
    return found;
  }

  /** With why it did not fit the last call of an operation that it is about. */
  function statusOf(prepared: PreparedApiScript): ApiScriptStatus {
    const status = prepared.status();
    if (status.times_used > 0 || status.last_mismatch !== undefined) return status;
    const { missed } = [...ofOperation.values()].find((one) => one.missed && one.all.includes(prepared)) ?? {};
    const mismatch = missed && prepared.mismatch(missed);
    return mismatch ? { ...status, last_mismatch: mismatchText(mismatch) } : status;
  }

  const errorsOf = (script: ApiScript, field: string): FieldErrors => ({
    ...apiScriptErrors(script, field),
    ...(isStrict() ? answersAgainstContract(script, field) : {}),
  });

  function newId(taken: readonly (string | undefined)[]): string {
    do made += 1;
    while (scripts.has(`api-${made}`) || taken.includes(`api-${made}`));
    return `api-${made}`;
  }

  function save(id: string, script: ApiScript): ApiScriptStatus {
    const prepared = prepare(id, script);
    store.put(id, { ...script, id });
    scripts.set(id, prepared);
    ofOperation = new Map();
    return prepared.status();
  }

  function setState(scenario: string, state: string): void {
    if (stateOf(scenario) === state) return;
    states.put(scenario, state);
    scenarios.set(scenario, state);
  }

  return {
    list: (): ApiScriptStatus[] => [...scripts.values()].map(statusOf),
    find(id: string): ApiScriptStatus | undefined {
      const script = scripts.get(id);
      return script && statusOf(script);
    },

    /** Adds all of them, or throws: a 400 that names fields, a 409 for an id that is taken. */
    add(added: readonly ApiScript[], fieldOf: (index: number) => string): ApiScriptStatus[] {
      throwAny(Object.assign({}, ...added.map((script, index) => errorsOf(script, fieldOf(index)))));
      const ids = added.map(({ id }) => id);
      const taken = ids.find((id, index) => id !== undefined && (scripts.has(id) || ids.indexOf(id) < index));
      if (taken !== undefined) throw conflict(`There is an API script '${taken}' already.`);
      return added.map((script) => save(script.id ?? newId(ids), script));
    },

    /** Adds a script, or puts it in the place of the one with this id, with its counters at 0. Throws a 400. */
    put(id: string, script: ApiScript): ApiScriptStatus {
      throwAny(errorsOf(script, 'body'));
      return save(id, script);
    },

    /** Whether there was one. */
    delete(id: string): boolean {
      ofOperation = new Map();
      store.delete(id);
      return scripts.delete(id);
    },

    clear(): void {
      store.clear();
      scripts.clear();
      ofOperation = new Map();
    },

    /** Every script begins with its first use, every scenario with its first state. */
    resetCounters(): void {
      for (const script of scripts.values()) script.resetCounters();
      ofOperation = new Map();
      states.clear();
      scenarios.clear();
    },

    /** Scenarios that scripts name or that were moved, with the state each is in. */
    scenarios: () =>
      [
        ...new Set([
          ...[...scripts.values()]
            .filter(({ script }) => script.when !== undefined || script.then !== undefined)
            .map(({ script }) => script.scenario ?? DEFAULT_SCENARIO),
          ...scenarios.keys(),
        ]),
      ].map((name) => ({ name, state: stateOf(name) })),
    setState,

    /** Whether any script is about the operation. */
    areAbout: (operationId: string): boolean => scripts.size > 0 && about(operationId).all.length > 0,

    /** The answer of the first script that matches, counted; or which came nearest and why they do not. */
    take(asked: AskedCall): { given: GivenApiAnswer } | { refusals: Refusal[] } {
      budget = undefined;
      const ofThis = about(asked.operationId);
      const candidates = ofThis.mayFit(asked);
      for (const script of candidates) {
        if (!script.fits(asked)) continue;
        const { id, then, scenario = DEFAULT_SCENARIO } = script.script;
        if (then) setState(scenario, then.state);
        return { given: { script: id, ...script.use() } };
      }
      ofThis.missed = asked;
      const others = ofThis.all.slice(0, MOST_COMPARED).filter((script) => !candidates.includes(script));
      for (const script of others) script.fits(asked);
      const nearest = [...candidates.slice(0, MOST_COMPARED), ...others]
        .sort((one, other) => other.nearness() - one.nearness())
        .slice(0, MOST_NEAR);
      return { refusals: nearest.map((script) => ({ script: script.script.id, ...script.lastMismatch()! })) };
    },

    /** What `take` would do, without counting: of every script, and the nearest of those that do not match first. */
    explain(asked: AskedCall): Verdict[] {
      budget = undefined;
      let isAnswered = false;
      return [...scripts].map(([script, prepared]) => {
        const mismatch = prepared.mismatch(asked);
        if (mismatch) return { script, verdict: 'does-not-match', mismatch };
        const verdict = isAnswered ? 'shadowed' : 'answers';
        isAnswered = true;
        return { script, verdict, mismatch };
      });
    },
  };
}

function throwAny(errors: FieldErrors): void {
  const [first] = Object.entries(errors);
  if (first) throw invalidFields(errors, first.join(' '));
}

// A script made ready: its conditions compiled, its uses counted.

type PreparedApiScript = ReturnType<typeof prepareScript>;

function prepareScript(
  script: ApiScript & { id: string },
  test: TestExpression,
  stateOf: (scenario: string | undefined) => string,
) {
  const { match = {}, when, scenario } = script;
  const conditions: Condition[] = conditionsOf(match, test);
  const uses = countUses(script);
  /** The call that it was looked at for last and did not fit, and the condition that failed, or what else did. */
  let missed: AskedCall | undefined;
  let failed = 0;
  let rest: Mismatch | undefined;

  /** Of what is not said of the call itself. */
  function restMismatch(): Mismatch | undefined {
    const state = stateOf(scenario);
    if (when === undefined || when.state === state) return uses.mismatch();
    return { condition: 'when.state', wanted: `"${when.state}"`, found: `"${state}"` };
  }
  /** -1 when all hold. */
  function failing(asked: AskedCall): number {
    for (let i = 0; i < conditions.length; i++) if (!conditions[i]!.holds(asked)) return i;
    return -1;
  }
  const lastMismatch = () => missed && (rest ?? conditions[failed]!.words(missed));

  return {
    script,
    status(): ApiScriptStatus {
      const last = uses.used === 0 && missed ? { last_mismatch: mismatchText(lastMismatch()!) } : {};
      return { ...script, times_used: uses.used, times_skipped: uses.skipped, ...last };
    },
    /** Whether it answers this call; takes down why not, and counts a call that is to be skipped. */
    fits(asked: AskedCall): boolean {
      const condition = failing(asked);
      rest = condition < 0 ? restMismatch() : undefined;
      if (condition < 0 && rest === undefined) return true;
      missed = asked;
      failed = condition;
      if (rest?.condition === SKIP) uses.pass();
      return false;
    },
    mismatch(asked: AskedCall): Mismatch | undefined {
      const condition = failing(asked);
      return condition < 0 ? restMismatch() : conditions[condition]!.words(asked);
    },
    lastMismatch,
    /** How many conditions held in a row when it was looked at last. */
    nearness: () => (missed === undefined ? 0 : rest ? conditions.length + 1 : failed),
    use: uses.use,
    resetCounters(): void {
      uses.reset();
      missed = undefined;
    },
  };
}
