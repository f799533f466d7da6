import type { HallucinationCorrector } from './evaluation-schema.ts';

const corrector = (number: number, name: string, description: string): HallucinationCorrector => ({
  id: `hcm_${number}`,
  name,
  type: 'vectara',
  description,
  enabled: true,
});

/** The correctors every account has (reference §8.2). */
export const PLATFORM_CORRECTORS: readonly HallucinationCorrector[] = [
  corrector(520721853, 'vhc-small-1.0', 'The smaller corrector. Sentences the documents do not support are left out.'),
  corrector(520721854, 'vhc-large-1.0', 'The larger corrector; here it works exactly as the smaller one.'),
];
