import { perAccount } from '../../accounts/account.ts';
import { numbersOf } from '../../accounts/numbers.ts';
import { records } from '../../accounts/records.ts';
import { notFound } from '../../errors.ts';

export interface InstructionFields {
  name: string;
  description?: string;
  template_type: 'velocity' | 'text';
  template: string;
  metadata: Record<string, unknown>;
  enabled: boolean;
}

/** One state of an instruction; times are milliseconds since 1970. */
export interface InstructionVersion extends InstructionFields {
  id: string;
  version: number;
  createdAt: number;
  updatedAt: number;
}

/** The first version is as old as the instruction. */
type StoredVersion = Omit<InstructionVersion, 'id' | 'createdAt' | 'updatedAt'> & { updatedAt?: number };

interface StoredInstruction {
  /** Oldest first, never empty. */
  versions: StoredVersion[];
  /** Of all there ever were: a number is not given twice. */
  lastVersion: number;
}

const storedInstructionsOf = records<StoredInstruction>('instructions', 'Instruction');

export const instructionsOf = perAccount((account) => {
  const stored = storedInstructionsOf(account);
  type Stored = ReturnType<typeof stored.get>;
  const shown = ({ key, createdAt }: Stored, version: StoredVersion): InstructionVersion => ({
    id: key,
    createdAt,
    updatedAt: createdAt,
    ...version,
  });
  const pick = ({ value: { versions } }: Stored, version?: number) =>
    version === undefined ? versions.at(-1) : versions.find((one) => one.version === version);

  return {
    /** The latest version of each, in order of creation. */
    list: (): InstructionVersion[] => stored.list().map((one) => shown(one, pick(one)!)),

    /** The latest version where none is named. */
    find(id: string, version?: number): InstructionVersion | undefined {
      const found = stored.find(id);
      const picked = found && pick(found, version);
      return picked && shown(found, picked);
    },

    /** Throws 404, for an unknown version too. */
    get(id: string, version?: number): InstructionVersion {
      const found = stored.get(id);
      const picked = pick(found, version);
      if (!picked) throw notFound('Instruction', `${id}, version ${version}`);
      return shown(found, picked);
    },

    create(fields: InstructionFields): InstructionVersion {
      const first = { ...fields, version: 1 };
      const id = `ins_${numbersOf(account).next('instruction')}`;
      return shown(stored.create(id, { versions: [first], lastVersion: 1 }), first);
    },

    /** Adds a version. Throws 404. */
    update(id: string, change: Partial<InstructionFields>): InstructionVersion {
      const { value } = stored.get(id);
      const version = value.lastVersion + 1;
      const next = { ...value.versions.at(-1)!, ...change, version, updatedAt: account.now() };
      return shown(stored.update(id, { versions: [...value.versions, next], lastVersion: version }), next);
    },

    delete: (id: string): void => stored.delete(id),

    /** The last one that is left takes the instruction with it. Throws 404. */
    deleteVersion(id: string, version: number): void {
      this.get(id, version);
      const { value } = stored.get(id);
      const versions = value.versions.filter((one) => one.version !== version);
      if (versions.length === 0) stored.delete(id);
      else stored.update(id, { ...value, versions });
    },
  };
});
