/** Three-letter codes for the `lang` of parts (docs/behaviour/encoders.md, Languages), found by eld's smallest data set. */

/** eld's two-letter codes → ISO 639-2/T, as Vectara writes them. eld cannot tell Indonesian from Malay (`msa`). */
const ISO_639_2: Record<string, string> = {
  ...{ am: 'amh', ar: 'ara', az: 'aze', be: 'bel', bg: 'bul', bn: 'ben', ca: 'cat', cs: 'ces', da: 'dan', de: 'deu' },
  ...{ el: 'ell', en: 'eng', es: 'spa', et: 'est', eu: 'eus', fa: 'fas', fi: 'fin', fr: 'fra', gu: 'guj', he: 'heb' },
  ...{ hi: 'hin', hr: 'hrv', hu: 'hun', hy: 'hye', is: 'isl', it: 'ita', ja: 'jpn', ka: 'kat', kn: 'kan', ko: 'kor' },
  ...{ ku: 'kur', lo: 'lao', lt: 'lit', lv: 'lav', ml: 'mal', mr: 'mar', ms: 'msa', nl: 'nld', no: 'nor', or: 'ori' },
  ...{ pa: 'pan', pl: 'pol', pt: 'por', ro: 'ron', ru: 'rus', sk: 'slk', sl: 'slv', sq: 'sqi', sr: 'srp', sv: 'swe' },
  ...{ ta: 'tam', te: 'tel', th: 'tha', tl: 'tgl', tr: 'tur', uk: 'ukr', ur: 'urd', vi: 'vie', yo: 'yor', zh: 'zho' },
};
const FALLBACK = 'en';

/** UTF-8 bytes from which a text speaks for itself; eld reads no more than 350. */
const LONG_ENOUGH = 40;
const TOO_SHORT = 12;
const SAMPLE = 400;
const SAMPLES = 5;
/** A first look at a part: most agree with their document, and half the letters cost half the time. */
const GLANCE = 80;
const CLEARLY_BETTER = 0.1;

export interface LanguageDetector {
  /** The language most of the document is in; undecided is `eng`. */
  ofDocument(texts: readonly string[]): string;
  /** The part's own language where it is long enough, or in another script, to be sure; else the document's. */
  ofPart(text: string, documentLanguage: string): string;
}

/** Loads eld on first use, 0.2 s that stop the process; in the bundle in slices (`scripts/load-in-slices.ts`), which do not. */
export async function loadLanguageDetector(): Promise<LanguageDetector> {
  const { eld } = await import('eld/extrasmall');

  /** A two-letter code, or `expected` where the evidence for another is thin. */
  function detect(text: string, expected: string): string {
    const bytes = Buffer.byteLength(text);
    if (bytes < TOO_SHORT) return expected;
    if (bytes > LONG_ENOUGH && eld.detect(text.slice(0, GLANCE)).language === expected) return expected;
    const result = eld.detect(text);
    if (!result.language || result.language === expected || !result.isReliable()) return expected;
    const scores = result.getScores();
    if (bytes < LONG_ENOUGH && !isOtherScript(text) && scores[expected] !== undefined) return expected;
    return scores[result.language]! - (scores[expected] ?? 0) < CLEARLY_BETTER && bytes < 2 * LONG_ENOUGH
      ? expected
      : result.language;
  }

  return {
    ofDocument(texts) {
      const votes = new Map<string, number>();
      for (const sample of samples(texts)) {
        const language = detect(sample, FALLBACK);
        votes.set(language, (votes.get(language) ?? 0) + 1);
      }
      const [winner] = [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best), [FALLBACK, 0]);
      return ISO_639_2[winner]!;
    },
    ofPart(text, documentLanguage) {
      const expected = ISO_639_1[documentLanguage] ?? FALLBACK;
      const found = detect(text, expected);
      return found === expected ? documentLanguage : ISO_639_2[found]!;
    },
  };
}

const ISO_639_1 = Object.fromEntries(Object.entries(ISO_639_2).map(([two, three]) => [three, two]));

/** Mostly letters beyond Latin. */
function isOtherScript(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return latin * 2 < letters;
}

/** Windows spread evenly over all texts, so that a foreign preface does not decide. */
function* samples(texts: readonly string[]): Generator<string> {
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  if (total <= SAMPLE) return yield texts.join('\n');
  let passed = 0;
  let next = 0;
  for (const text of texts) {
    while (next < passed + text.length) {
      yield text.slice(next - passed, next - passed + SAMPLE);
      next += Math.max(SAMPLE, Math.ceil(total / SAMPLES));
    }
    passed += text.length;
  }
}
