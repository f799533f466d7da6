const UNITS = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 } as const;
/** ISO 8601, without months and years, whose length depends on where one starts. */
const DURATION = /^P(?=[\dT])(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?=\d)(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/;

/** `PT5M` in milliseconds; undefined for what is no duration. */
export function readDuration(text: string): number | undefined {
  const [, ...amounts] = DURATION.exec(text) ?? [];
  if (amounts.length === 0) return undefined;
  const lengths = Object.values(UNITS).map((unit, index) => unit * Number(amounts[index] ?? 0));
  const ms = lengths.reduce((sum, length) => sum + length, 0);
  return Number.isFinite(ms) ? Math.round(ms) : undefined;
}
