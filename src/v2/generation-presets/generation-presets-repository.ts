import { perAccount } from '../../accounts/account.ts';
import type { GenerationPreset } from './generation-presets-schema.ts';
import { PLATFORM_PRESETS } from './platform-presets.ts';

export type NewPreset = Omit<GenerationPreset, 'id' | 'ownership'>;

interface Row {
  id: number;
  preset: string;
}

/** The presets of one account; the customer's few are kept in memory too, since every query reads them. */
export const presetsOf = perAccount(({ db }) => {
  const insert = db.prepare(
    'INSERT INTO generation_presets (name, llm_name, is_default, preset) VALUES (?, ?, ?, ?) RETURNING id',
  );
  const change = db.prepare(
    'UPDATE generation_presets SET name = ?, llm_name = ?, is_default = ?, preset = ? WHERE id = ?',
  );
  const clearDefault = db.prepare(
    `UPDATE generation_presets SET is_default = 0, preset = json_set(preset, '$.default', json('false'))
     WHERE llm_name = ? AND is_default = 1`,
  );
  const remove = db.prepare('DELETE FROM generation_presets WHERE id = ?');
  const select = db.prepare('SELECT id, preset FROM generation_presets ORDER BY id');

  const read = () => (select.all() as Row[]).map(fromRow);
  let customers = read();

  /**
   * At most one customer preset is the default of an LLM; platform presets are not touched (docs/behaviour/presets.md,
   * Refusals and conflicts).
   */
  const write = db.transaction((preset: NewPreset, id: number | undefined): number => {
    if (preset.default) clearDefault.run(preset.llm_name);
    const row = [preset.name, preset.llm_name, preset.default ? 1 : 0, JSON.stringify(preset)];
    if (id === undefined) return (insert.get(...row) as Row).id;
    change.run(...row, id);
    return id;
  });

  const save = (preset: NewPreset, id?: number): GenerationPreset => {
    const written = write(preset, id);
    customers = read();
    return customers.find((candidate) => candidate.id === `gnp_${written}`)!;
  };

  return {
    /** Platform presets, then the customer's in order of creation. */
    list: (): GenerationPreset[] => [...PLATFORM_PRESETS, ...customers],
    find: (id: string) => [...customers, ...PLATFORM_PRESETS].find((preset) => preset.id === id),
    /** A customer preset named like a platform one shadows it. */
    findByName: (name: string) => [...customers, ...PLATFORM_PRESETS].find((preset) => preset.name === name),
    create: (preset: NewPreset) => save(preset),
    replace: (id: string, preset: NewPreset) => save(preset, rowId(id)),
    delete(id: string): void {
      remove.run(rowId(id));
      customers = customers.filter((preset) => preset.id !== id);
    },
  };
});

const rowId = (id: string) => Number(id.slice('gnp_'.length));

const fromRow = ({ id, preset }: Row): GenerationPreset => ({
  id: `gnp_${id}`,
  ...(JSON.parse(preset) as NewPreset),
  ownership: 'customer',
});
