/** What a question asks for: the words an answer should share with it, the names it must speak of, and the kind of thing it must hold. */
import { contentWords, UNSPACED } from './words.ts';

export interface Question {
  /** How much each of its words counts, before it is known how rare they are. */
  words: ReadonlyMap<string, number>;
  /** Names of people, places and things, each as its words. */
  names: readonly (readonly string[])[];
  /** What a sentence must hold to answer, beyond what the question itself says. */
  answer: AnswerKind | undefined;
  /** Of `What is X?`: the words of X, which a definition begins with. */
  defined: ReadonlySet<string> | undefined;
  /** Whether X is one of its kind, so that only a definition will do: `What is a lightship?` */
  isDefinition: boolean;
  /** Of `Is X …?`: the word that an answer has to speak of. */
  subject: string | undefined;
  /** Whether what fits it may share few of its words: explanations. */
  isOpen: boolean;
  /** Whether it asks nothing, or is written without spaces, so that some of its words will do. */
  isKeywords: boolean;
}

interface AnswerKind {
  pattern: RegExp;
  /** Whether a sentence without it can still answer when it shares every word. */
  isStrict: boolean;
}

const MONTH =
  'January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre';
const DAY = 'Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday';
const UNIT =
  'seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|months?|quarters?|years?|decades?|centur(?:y|ies)|morning|noon|midday|afternoon|evening|midnight|spring|summer|autumn|winter|sunset|sunrise';
const NUMBER_WORD =
  'zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|several|half|both|none|once|twice|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|deux|trois|quatre|cinq|dix|dos|tres|cuatro|cinco|diez';

const TIME = new RegExp(
  `(?<![\\d.,])(?:1\\d{3}|20\\d{2})(?![\\d.,]\\d|\\d)|\\b\\d{1,4}\\s?(?:BC|AD|BCE|CE|[ap]\\.?m\\.?)(?![\\p{L}])|\\b\\d{1,2}[:.]\\d{2}\\b|\\b\\d{4}-\\d{2}|\\b\\d{1,2}(?:st|nd|rd|th)\\b|\\b(?:${MONTH})\\b|\\b(?:${DAY})s?\\b|\\b(?:${UNIT})\\b|\\b(?:today|yesterday|tomorrow|daily|weekly|monthly|yearly|annually|Jahr|siècle|siglo)\\b|\\bat (?:\\d|one\\b|${NUMBER_WORD}\\b)|\\d{4}年`,
  'u',
);
/** `in 1823`, which is no number of anything. */
const YEAR = `(?<=\\b(?:in|since|from|until|by|of|after|before|about|around|early|late|${MONTH}|,)\\s)(?:1\\d{3}|20\\d{2})`;
const COUNT = new RegExp(
  `(?<![\\d.,])(?!${YEAR})\\d|\\b(?:${NUMBER_WORD})\\b|\\b(?:an?|per|each|every) (?:${UNIT})\\b|[一二三四五六七八九十百千万]`,
  'iu',
);
const OFTEN = new RegExp(
  `${COUNT.source}|\\b(?:every|each|daily|weekly|monthly|yearly|annually|always|never|rarely|constantly)\\b`,
  'iu',
);
const NAME = /(?<!^)(?<![.!?:]\s)\p{Lu}[\p{L}'’-]+|^\p{Lu}[\p{L}'’-]+\s+\p{Lu}[\p{L}'’-]+/u;

const time: AnswerKind = { pattern: TIME, isStrict: true };
const count: AnswerKind = { pattern: COUNT, isStrict: true };

/** The first that fits decides. */
const KINDS: [asks: RegExp, kind: AnswerKind][] = [
  [
    /\b(?:when|what time|(?:what|which|in what|in which) (?:year|month|day|date|century|decade)|since when|how long ago)\b/iu,
    time,
  ],
  [/(?:^|\s)(?:wann|quand|cuándo|quando|in welchem jahr|en quelle année|en qué año)(?=\s|$)/iu, time],
  [/\bhow often\b/iu, { pattern: OFTEN, isStrict: true }],
  [/\bhow (?:many|much|far|long|high|tall|deep|wide|heavy|old|fast|large|big|hot|cold|thick|loud|strong)\b/iu, count],
  [
    /\b(?:what|tell me)\b.{0,12}\b(?:height|length|width|depth|weight|size|distance|speed|age|number|amount|price|cost|population|temperature|capacity|duration|percentage)\b/iu,
    count,
  ],
  [/(?:^|\s)(?:wie (?:viele?|lange|hoch|weit|tief|schwer|alt)|combien|cuánt[oa]s?|quant[oiea])(?=\s|$)/iu, count],
  [
    /\b(?:who|whom|whose)\b|(?:^|\s)(?:wer|wem|wen|wessen|qui|quién|quiénes|chi)(?=\s)/iu,
    { pattern: NAME, isStrict: false },
  ],
];

/** Words of a question that say how, not what, it asks. */
const ASKING = contentWords(
  `year month day date time century decade many much kind sort type happen mean use used using call name question answer still yet ever
   really actually exactly today anything something`,
);
/** `What fuel did …`: the answer is one, and seldom says so. */
const CATEGORY =
  /\b(?:what|which)\s+(?:kinds?\s+of\s+|sorts?\s+of\s+|types?\s+of\s+)?([\p{L}]+)\s+(?!(?:is|are|was|were)\s+(?:the|a|an)\b)/iu;
/** `How long …?`: so is the answer, without saying so. */
const DIMENSION = /\bhow\s+(\p{L}+)/iu;
const CATEGORY_WEIGHT = 0.35;
/** What an order begins with, before it says about what. */
const ORDER =
  /^\s*(?:please\s+)?(?:can you\s+|could you\s+)?(?:show|list|find|tell|give|describe|explain|name)(?:\s+(?:me|us))?(?:\s+about)?\b/iu;
const YES_OR_NO = /^\s*(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should)\b(.*)/isu;
const OPEN =
  /\bwhy\b|\bhow (?:do|does|did|can|could|is|are|was|were|to|would|should)\b|(?:^|\s)(?:warum|weshalb|wieso|pourquoi|por qué|perché|wie|comment|cómo)(?=\s)/iu;
const ASKS = /[?？]|\b(?:who|whom|whose|what|which|when|where|why|how)\b/iu;
const DEFINES = /^\s*(?:what|who)(?:['’]s|\s+(?:is|are|was|were))\s+(?:an?\s+|the\s+)?([^?]{2,60})\??\s*$/iu;
/** All nouns of German have capitals. */
const GERMAN = /(?:^|\s)(?:der|die|das|ein|eine|wer|wie|wann|warum|welche[rs]?|ist|und|im|von)(?=\s)/u;

export function readQuestion(asked: string): Question {
  const text = asked.replace(ORDER, ' ');
  const all = contentWords(text);
  const category = contentWords(`${CATEGORY.exec(text)?.[1] ?? ''} ${DIMENSION.exec(text)?.[1] ?? ''}`);
  const kept = [...all].filter((word) => !ASKING.has(word));
  const kind = KINDS.find(([asks]) => asks.test(text))?.[1];
  const defined = DEFINES.exec(text)?.[1];
  return {
    words: new Map((kept.length > 0 ? kept : [...all]).map((word) => [word, category.has(word) ? CATEGORY_WEIGHT : 1])),
    names: namesIn(text),
    answer: kind,
    defined: defined === undefined ? undefined : contentWords(defined),
    isDefinition: /^\s*what(?:['’]s|\s+(?:is|are))\s+(?:an?\s+)[\p{L}\s-]{2,30}\??\s*$/iu.test(text),
    subject: kept.length > 1 && YES_OR_NO.test(text) ? kept[0] : undefined,
    isOpen: kind === undefined && OPEN.test(text),
    isKeywords: kind === undefined && (UNSPACED.test(text) || !ASKS.test(asked)),
  };
}

/** Runs of capitalised words, but for the first word of the question; none where every word has a capital. */
function namesIn(text: string): string[][] {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word)).length;
  if (GERMAN.test(text) || capitals > 0.6 * words.length) return [];
  const names: string[][] = [];
  let isRunning = false;
  for (const [index, word] of words.entries()) {
    const isName = /^\p{Lu}[\p{L}\p{N}]/u.test(word) && (index > 0 || /^\p{Lu}{2,}$/u.test(word));
    const parts = isName ? [...contentWords(word.replace(/['’]s?$/u, ''))] : [];
    if (parts.length > 0) {
      if (isRunning) names.at(-1)!.push(...parts);
      else names.push(parts);
    }
    isRunning = isName;
  }
  return names;
}
