/** `vectara-emulator drift --against URL`: where an emulator answers otherwise than Vectara, as a table or as JSON. */
import { randomUUID } from 'node:crypto';
import { type Drift, findDrift } from './emulator/drift/find-drift.ts';

export interface DriftCommand {
  /** The running emulator. */
  emulator: string;
  emulatorKey: string;
  against: string;
  apiKey: string;
  /** Whether a corpus is made, filled, asked and deleted at both. */
  writes: boolean;
  asJson: boolean;
}

/** What to print, and whether there were no differences. Throws DriftFailed. */
export async function runDrift(
  { emulator, emulatorKey, against, apiKey, writes, asJson }: DriftCommand,
  tell: (line: string) => void,
): Promise<{ text: string; isAlike: boolean }> {
  const drift = await findDrift({
    emulator: { url: emulator, headers: { 'x-api-key': emulatorKey } },
    other: { url: against, headers: { 'x-api-key': apiKey } },
    corpus: writes ? `drift-${randomUUID().slice(0, 8)}` : undefined,
    tell,
  });
  const text = asJson ? `${JSON.stringify(drift, null, 2)}\n` : tableOf(drift);
  return { text, isAlike: drift.differences.length === 0 };
}

const LONGEST_CELL = 90;

function tableOf({ steps, differences }: Drift): string {
  if (differences.length === 0) return `No difference in ${steps} calls.\n`;
  const lines = differences.map(({ step, aspect, place, emulator, other }) =>
    [step, aspect, place, emulator, other].map(cut),
  );
  const rows = [['call', 'what', 'where', 'emulator', 'other'], ...lines];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return `${table.join('\n')}\n\n${differences.length} differences in ${steps} calls.\n`;
}

const cut = (text: string) => (text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text);
