/** The scripts of one account: kept in its database, matched in the order they were added, counted in memory. */
import { regexBudget } from '../../basics/regular-expressions.ts';
import { conflict, type FieldErrors, invalidFields } from '../../errors.ts';
import type { Mismatch, Refusal } from '../journal/notes.ts';
import { countUses, SKIP } from '../rules/count-uses.ts';
import { scriptErrors } from './check-script.ts';
import {
  type Asked,
  type AskedToolCall,
  createExpressionTester,
  matchCondition,
  matchToolCall,
  type TestExpression,
} from './match-script.ts';
import type { Script, ScriptAnswer, ScriptStatus } from './script-schema.ts';

/** Where rules are kept; `list` is in the order they were added. */
export interface RuleStore<Rule> {
  list(): { id: string; rule: Rule }[];
  put(id: string, rule: Rule): void;
  delete(id: string): boolean;
  clear(): void;
}

/** A request to a model that no script answered though there were some. */
export interface UnmatchedRequest {
  /** The request id of the API call that it was made in; undefined outside of any. */
  entry_id: string | undefined;
  operation: string | undefined;
  llm: string;
  /** What each script had against it. */
  reasons: string[];
}

/** What each script says to a request: it answers, it comes after the one that does, or why it does not fit. */
export interface Verdict {
  script: string;
  verdict: 'answers' | 'shadowed' | 'does-not-match';
  mismatch: Mismatch | undefined;
}

export type Scripts = ReturnType<typeof createScripts>;

export interface ScriptsSettings {
  store: RuleStore<Script>;
  /** Holds whether this account is strict, once it was said. */
  settings: RuleStore<boolean>;
  /** Whether an account is strict of which nothing was said. */
  strictByDefault: boolean;
}

const STRICT = 'strict';
/** The newest are kept, the others counted. */
const MOST_UNMATCHED = 20;

export function createScripts({ store, settings, strictByDefault }: ScriptsSettings) {
  /** Of the request that is looked at. */
  let budget = regexBudget();
  const test = createExpressionTester(() => budget);
  const prepare = (id: string, script: Script) => prepareScript({ ...script, id }, test);
  const scripts = new Map(store.list().map(({ id, rule }) => [id, prepare(id, rule)]));
  let isStrict = settings.list().find(({ id }) => id === STRICT)?.rule ?? strictByDefault;
  let made = 0;
  let unmatchedCount = 0;
  let unmatched: UnmatchedRequest[] = [];

  function newId(taken: readonly (string | undefined)[]): string {
    do made += 1;
    while (scripts.has(`script-${made}`) || taken.includes(`script-${made}`));
    return `script-${made}`;
  }

  function save(id: string, script: Script): ScriptStatus {
    const prepared = prepare(id, script);
    store.put(id, { ...script, id });
    scripts.set(id, prepared);
    return prepared.status();
  }

  /** Those that are about models, or those about tools. */
  const scriptsOf = (what: 'models' | 'tools') =>
    [...scripts].filter(([, script]) => script.isOfTools === (what === 'tools'));

  /** The answer of the first script that matches, counted as used; or why none does. */
  function tryAll(
    what: 'models' | 'tools',
    asked: Asked | AskedToolCall,
  ): { given: GivenAnswer } | { refusals: Refusal[] } {
    const refusals: Refusal[] = [];
    budget = regexBudget();
    for (const [id, script] of scriptsOf(what)) {
      const mismatch = script.mismatch(asked);
      if (!mismatch) return { given: script.use() };
      script.missed(mismatch);
      if (mismatch.condition === SKIP) script.pass();
      refusals.push({ script: id, ...mismatch });
    }
    return { refusals };
  }

  function explainTo(what: 'models' | 'tools', asked: Asked | AskedToolCall): Verdict[] {
    let isAnswered = false;
    budget = regexBudget();
    return scriptsOf(what).map(([script, prepared]) => {
      const mismatch = prepared.mismatch(asked);
      if (mismatch) return { script, verdict: 'does-not-match', mismatch };
      const verdict = isAnswered ? 'shadowed' : 'answers';
      isAnswered = true;
      return { script, verdict, mismatch };
    });
  }

  return {
    list: (): ScriptStatus[] => [...scripts.values()].map((script) => script.status()),
    find: (id: string): ScriptStatus | undefined => scripts.get(id)?.status(),

    /** Adds all of them, or throws: a 400 that names fields, a 409 for an id that is taken. */
    add(added: readonly Script[], fieldOf: (index: number) => string = (index) => `body[${index}]`): ScriptStatus[] {
      throwAny(Object.assign({}, ...added.map((script, index) => scriptErrors(script, fieldOf(index)))));
      const ids = added.map(({ id }) => id);
      const taken = ids.find((id, index) => id !== undefined && (scripts.has(id) || ids.indexOf(id) < index));
      if (taken !== undefined) throw conflict(`There is a script '${taken}' already.`);
      return added.map((script) => save(script.id ?? newId(ids), script));
    },

    /** Adds a script, or puts it in the place of the one with this id, with its counters at 0. Throws a 400. */
    put(id: string, script: Script, field = 'body'): ScriptStatus {
      throwAny(scriptErrors(script, field));
      return save(id, script);
    },

    /** Whether there was one. */
    delete(id: string): boolean {
      store.delete(id);
      return scripts.delete(id);
    },

    clear(): void {
      store.clear();
      scripts.clear();
    },

    resetCounters(): void {
      for (const script of scripts.values()) script.resetCounters();
      unmatchedCount = 0;
      unmatched = [];
    },

    isStrict: (): boolean => isStrict,
    /** Whether requests that no script answers fail instead of going to the model. */
    setStrict(strict: boolean): void {
      settings.put(STRICT, strict);
      isStrict = strict;
    },

    /** Whether requests have to be shown to the scripts at all. */
    isActive: (): boolean => isStrict || scriptsOf('models').length > 0,

    /** The answer of the first script that matches, counted as used; or why none does. One request at a time. */
    take(asked: Asked): { given: GivenAnswer } | { refusals: Refusal[] } {
      const outcome = tryAll('models', asked);
      // A request that a script lets pass on purpose was met by it.
      if ('refusals' in outcome && !outcome.refusals.some(({ condition }) => condition === SKIP)) {
        unmatchedCount += 1;
        const reasons = outcome.refusals.map((refusal) => `${refusal.script}: ${mismatchText(refusal)}`);
        const { callId: entry_id, operation, llm } = asked;
        unmatched = [...unmatched.slice(1 - MOST_UNMATCHED), { entry_id, operation, llm: llm.name, reasons }];
      }
      return outcome;
    },

    /** The same for a call of a tool, which is the tool's own where no script is about it, strict or not. */
    takeToolCall: (asked: AskedToolCall) => tryAll('tools', asked),

    /** Requests that no script answered, since the account began or counters were reset; the newest of them, oldest first. */
    unmatched: () => ({ count: unmatchedCount, newest: unmatched }),

    /** What `take` would do, without counting. */
    explain: (asked: Asked) => explainTo('models', asked),
    explainToolCall: (asked: AskedToolCall) => explainTo('tools', asked),
  };
}

function throwAny(errors: FieldErrors): void {
  const [first] = Object.entries(errors);
  if (first) throw invalidFields(errors, first.join(' '));
}

// A script made ready: its conditions compiled, its uses counted.

/** An answer that a request was given. */
export interface GivenAnswer {
  script: string;
  /** Which of the script's answers it is, from 1. */
  number: number;
  /** Which use of the script it is, from 1. */
  use: number;
  answer: ScriptAnswer;
}

export interface PreparedScript {
  /** Whether it answers in the place of tools. */
  isOfTools: boolean;
  status(): ScriptStatus;
  /** Why this request, or call of a tool, would not be answered; undefined when it would. */
  mismatch(asked: Asked | AskedToolCall): Mismatch | undefined;
  /** Takes down why a request was not answered, for as long as none was. */
  missed(mismatch: Mismatch): void;
  /** Counts a request that matches but for the ones still to be skipped. */
  pass(): void;
  use(): GivenAnswer;
  resetCounters(): void;
}

export const mismatchText = ({ condition, wanted, found }: Mismatch): string =>
  `${condition} wants ${wanted}, found ${found}`;

export function prepareScript(script: Script & { id: string }, test: TestExpression): PreparedScript {
  const { id, match = {} } = script;
  const firstFailing = (
    match.tool ? matchToolCall(match, test) : matchCondition(match, test)
  ) as PreparedScript['mismatch'];
  const uses = countUses(script);
  let lastMismatch: Mismatch | undefined;

  return {
    isOfTools: match.tool !== undefined,
    status: () => ({
      ...script,
      times_used: uses.used,
      times_skipped: uses.skipped,
      ...(uses.used === 0 && lastMismatch && { last_mismatch: mismatchText(lastMismatch) }),
    }),
    mismatch: (asked) => firstFailing(asked) ?? uses.mismatch(),
    missed(mismatch) {
      lastMismatch = mismatch;
    },
    pass: uses.pass,
    use: () => ({ script: id, ...uses.use() }),
    resetCounters() {
      uses.reset();
      lastMismatch = undefined;
    },
  };
}
