import { perAccount } from '../../accounts/account.ts';
import type { LlmRecord } from './llm-record.ts';
import { PLATFORM_LLMS } from './platform-llms.ts';

export type NewLlm = Omit<LlmRecord, 'id' | 'default' | 'ownership' | 'revision'>;

interface Row {
  id: number;
  name: string;
  description: string;
  enabled: number;
  type: LlmRecord['type'];
  model: string;
  uri: string | null;
  headers: string;
  auth: string | null;
  idle_timeout_seconds: number | null;
  capabilities: string;
  revision: number;
}

const FIELDS = 'description, enabled, type, model, uri, headers, auth, idle_timeout_seconds, capabilities';
const VALUES = FIELDS.replace(/\w+/g, '@$&');
const ASSIGNMENTS = FIELDS.replace(/\w+/g, '$& = @$&');

/** The LLMs of one account. The customer's few are kept in memory too: every query and every list reads them. */
export const llmsOf = perAccount(({ db, now }) => {
  const insert = db.prepare(
    `INSERT INTO llms (name, ${FIELDS}, created_at) VALUES (@name, ${VALUES}, @created_at) RETURNING *`,
  );
  const change = db.prepare(`UPDATE llms SET ${ASSIGNMENTS}, revision = revision + 1 WHERE id = @id RETURNING *`);
  const remove = db.prepare('DELETE FROM llms WHERE id = ?');
  const select = db.prepare('SELECT * FROM llms ORDER BY id');

  let customers: LlmRecord[] = [];
  let all: readonly LlmRecord[] = [];
  const keep = (records: LlmRecord[]) => {
    customers = records;
    all = [...PLATFORM_LLMS, ...records];
  };
  keep((select.all() as Row[]).map(fromRow));

  return {
    /** Platform LLMs, then the customer's in order of creation. The same list until one of them changes. */
    list: (): readonly LlmRecord[] => all,

    /**
     * By exact id, then the customer's by exact name, then the platform's by exact name (docs/behaviour/llms.md,
     * Operations and names).
     */
    find: (idOrName: string): LlmRecord | undefined =>
      [...customers, ...PLATFORM_LLMS].find(({ id }) => id === idOrName) ??
      [...customers, ...PLATFORM_LLMS].find(({ name }) => name === idOrName),

    isNameTaken: (name: string): boolean => customers.some((llm) => llm.name === name),

    create(llm: NewLlm): LlmRecord {
      const record = fromRow(insert.get({ ...toRow(llm), name: llm.name, created_at: now() }) as Row);
      keep([...customers, record]);
      return record;
    },

    update(llm: LlmRecord): LlmRecord {
      const record = fromRow(change.get({ ...toRow(llm), id: rowId(llm.id) }) as Row);
      keep(customers.map((other) => (other.id === record.id ? record : other)));
      return record;
    },

    delete(llm: LlmRecord): void {
      remove.run(rowId(llm.id));
      keep(customers.filter(({ id }) => id !== llm.id));
    },
  };
});

const rowId = (id: string) => Number(id.slice('llm_'.length));

const toRow = (llm: NewLlm) => ({
  description: llm.description,
  enabled: llm.enabled ? 1 : 0,
  type: llm.type,
  model: llm.model,
  uri: llm.uri ?? null,
  headers: JSON.stringify(llm.headers),
  auth: llm.auth ? JSON.stringify(llm.auth) : null,
  idle_timeout_seconds: llm.idleTimeoutSeconds ?? null,
  capabilities: JSON.stringify(llm.capabilities),
});

const fromRow = (row: Row): LlmRecord => ({
  id: `llm_${row.id}`,
  name: row.name,
  description: row.description,
  enabled: row.enabled === 1,
  default: false,
  ownership: 'customer',
  type: row.type,
  model: row.model,
  uri: row.uri ?? undefined,
  headers: JSON.parse(row.headers),
  auth: row.auth === null ? undefined : JSON.parse(row.auth),
  idleTimeoutSeconds: row.idle_timeout_seconds ?? undefined,
  capabilities: JSON.parse(row.capabilities),
  revision: row.revision,
});
