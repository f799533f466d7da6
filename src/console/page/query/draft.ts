/** A query in the making: a form, and for each side the JSON where somebody wrote what the form cannot show. */

import { FIRST_FORM, fromRequest, isSame, type QueryForm, type Side, toRequest, withChange } from './form.ts';

export interface Draft {
  form: QueryForm;
  /** Sent instead of what the form stands for. */
  byHand: { a?: unknown; b?: unknown };
}

export const FIRST_DRAFT: Draft = { form: FIRST_FORM, byHand: {} };

/** What is sent. */
export const requestOf = ({ form, byHand }: Draft, side: Side): unknown =>
  side in byHand ? byHand[side] : toRequest(form, side);

export const sidesOf = ({ form }: Draft): readonly Side[] => (form.compares ? ['a', 'b'] : ['a']);

/** A change in the form; what was written by hand stays beside it. */
export function changeForm({ form, byHand }: Draft, change: Partial<QueryForm>): Draft {
  const next = { ...form, ...change };
  const kept: Draft['byHand'] = {};
  for (const side of ['a', 'b'] as const) {
    if (!(side in byHand)) continue;
    const request = withChange(byHand[side], toRequest(form, side), toRequest(next, side));
    if (!isSame(request, toRequest(next, side))) kept[side] = request;
  }
  return { form: next, byHand: kept };
}

/** Another request, written as JSON: the form follows as far as it can. */
export function changeRequest(draft: Draft, side: Side, request: unknown): Draft {
  const form = fromRequest(request, draft.form, side);
  const other: Side = side === 'a' ? 'b' : 'a';
  const byHand = changeForm(
    { form: draft.form, byHand: other in draft.byHand ? { [other]: draft.byHand[other] } : {} },
    form,
  ).byHand;
  return { form, byHand: isSame(toRequest(form, side), request) ? byHand : { ...byHand, [side]: request } };
}

/** Drops what was written by hand. */
export function dropHandwritten({ form, byHand }: Draft, side: Side): Draft {
  const { [side]: _, ...rest } = byHand;
  return { form, byHand: rest };
}

/** Languages that answers can be asked for in, by their ISO 639-3 codes. */
export const LANGUAGES: readonly string[] =
  'eng deu fra zho kor ara rus tha nld ita por spa jpn pol tur vie ind ces ukr ell heb fas hin urd swe ben msa ron'.split(
    ' ',
  );

const names = new Intl.DisplayNames('en', { type: 'language' });

export const languageName = (code: string): string => names.of(code) ?? code;
