import { perAccount } from './account.ts';

/** Numbers for ids that count up, by kind: from 1, and none twice, whatever is deleted. */
export const numbersOf = perAccount(({ db }) => {
  const take = db
    .prepare(
      'INSERT INTO numbers (kind, last) VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1 RETURNING last',
    )
    .pluck();
  return { next: (kind: string) => take.get(kind) as number };
});
