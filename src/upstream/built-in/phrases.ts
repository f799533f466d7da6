import type { Message } from '../language-model.ts';
import { textOf } from '../messages.ts';

/** Every sentence of the built-in model's own, by the language an answer is asked for in. What it quotes stays as it is. */

export interface Phrases {
  /** Stands before sentences quoted from results; empty in English, where they speak for themselves. */
  fromResults: string;
  nothingToGoOn(): string;
  /** Of a question that may be empty. */
  noInformation(question: string): string;
  toolReturned(text: string): string;
  recalled(speaker: 'user' | 'assistant', statement: string): string;
}

const NO_BASIS =
  "I am the emulator's built-in model: I answer only from search results or from earlier statements of the conversation, and this prompt gives me nothing to go on.";

export const phrases = {
  fromResults: '',

  nothingToGoOn: (): string => NO_BASIS,

  noInformation: (question: string): string =>
    question === ''
      ? 'The search results hold no information that answers the question.'
      : `The search results hold no information on the question “${question}”.`,

  toolReturned: (text: string): string =>
    text === '' ? 'The tool returned nothing.' : `The tool returned the following: ${text}`,

  /** For programs, so always in English. */
  noInstance: (): string =>
    "I am the emulator's built-in model: I found no value that is valid against the JSON schema of this request.",

  recalled: (speaker: 'user' | 'assistant', statement: string): string =>
    `Earlier in this conversation ${speaker === 'user' ? 'you' : 'I'} said: “${statement}”`,
} satisfies Phrases & { noInstance(): string };

type Texts = [
  fromResults: string,
  nothingToGoOn: string,
  noInformation: string,
  toolReturned: string,
  user: string,
  assistant: string,
];

/**
 * The languages that also have a factual consistency score, English apart (docs/behaviour/query.md, Factual
 * consistency), by their English names.
 */
const TEXTS: Record<string, Texts> = {
  German: [
    'Den Suchergebnissen zufolge: ',
    'Ich bin das eingebaute Modell des Emulators, und diese Anfrage gibt mir nichts, woraus ich antworten könnte.',
    'Die Suchergebnisse enthalten keine Angaben zu dieser Frage.',
    'Das Werkzeug lieferte Folgendes: ',
    'Zuvor in diesem Gespräch sagten Sie: ',
    'Zuvor in diesem Gespräch sagte ich: ',
  ],
  French: [
    "D'après les résultats de la recherche : ",
    "Je suis le modèle intégré de l'émulateur, et cette demande ne me donne rien dont je puisse tirer une réponse.",
    'Les résultats de la recherche ne contiennent aucune information sur cette question.',
    "L'outil a renvoyé ceci : ",
    'Plus tôt dans cette conversation, vous avez dit : ',
    "Plus tôt dans cette conversation, j'ai dit : ",
  ],
  Portuguese: [
    'Segundo os resultados da pesquisa: ',
    'Sou o modelo integrado do emulador, e este pedido não me dá nada de que tirar uma resposta.',
    'Os resultados da pesquisa não contêm informação sobre esta pergunta.',
    'A ferramenta devolveu o seguinte: ',
    'Antes nesta conversa você disse: ',
    'Antes nesta conversa eu disse: ',
  ],
  Spanish: [
    'Según los resultados de la búsqueda: ',
    'Soy el modelo integrado del emulador, y esta petición no me da nada de lo que sacar una respuesta.',
    'Los resultados de la búsqueda no contienen información sobre esta pregunta.',
    'La herramienta devolvió lo siguiente: ',
    'Antes en esta conversación usted dijo: ',
    'Antes en esta conversación yo dije: ',
  ],
  Arabic: [
    'وفقًا لنتائج البحث: ',
    'أنا النموذج المدمج في المحاكي، وهذا الطلب لا يتضمن ما يمكنني الإجابة انطلاقًا منه.',
    'لا تتضمن نتائج البحث معلومات عن هذا السؤال.',
    'أعادت الأداة ما يلي: ',
    'سبق أن قلتَ في هذه المحادثة: ',
    'سبق أن قلتُ في هذه المحادثة: ',
  ],
  Chinese: [
    '根据搜索结果：',
    '我是模拟器的内置模型，这个请求没有给我可以据以回答的内容。',
    '搜索结果中没有关于这个问题的信息。',
    '工具返回了以下内容：',
    '您在本次对话中说过：',
    '我在本次对话中说过：',
  ],
  Korean: [
    '검색 결과에 따르면: ',
    '저는 에뮬레이터의 내장 모델이며, 이 요청에는 답변의 근거가 될 내용이 없습니다.',
    '검색 결과에는 이 질문에 대한 정보가 없습니다.',
    '도구가 다음을 반환했습니다: ',
    '이 대화에서 앞서 이렇게 말씀하셨습니다: ',
    '이 대화에서 앞서 저는 이렇게 말했습니다: ',
  ],
  Russian: [
    'Согласно результатам поиска: ',
    'Я встроенная модель эмулятора, и в этом запросе нет ничего, на чём можно основать ответ.',
    'В результатах поиска нет сведений по этому вопросу.',
    'Инструмент вернул следующее: ',
    'Ранее в этом разговоре вы сказали: ',
    'Ранее в этом разговоре я сказал: ',
  ],
  Japanese: [
    '検索結果によると：',
    '私はエミュレーターの内蔵モデルです。この要求には、回答の根拠となる内容がありません。',
    '検索結果には、この質問に関する情報がありません。',
    'ツールは次の内容を返しました：',
    'この会話の前の部分で、あなたはこう言いました：',
    'この会話の前の部分で、私はこう言いました：',
  ],
  Hindi: [
    'खोज परिणामों के अनुसार: ',
    'मैं एमुलेटर का अंतर्निहित मॉडल हूँ, और इस अनुरोध में ऐसा कुछ नहीं है जिसके आधार पर मैं उत्तर दे सकूँ।',
    'खोज परिणामों में इस प्रश्न के बारे में कोई जानकारी नहीं है।',
    'उपकरण ने यह लौटाया: ',
    'इस बातचीत में पहले आपने कहा था: ',
    'इस बातचीत में पहले मैंने कहा था: ',
  ],
};

const TRANSLATED = new Map(Object.entries(TEXTS).map(([language, texts]) => [language, toPhrases(texts)]));

export const LANGUAGES: readonly string[] = [...TRANSLATED.keys()];

/** By the English name of the language; English for one that has none. */
export const phrasesIn = (language: string | undefined): Phrases => TRANSLATED.get(language ?? '') ?? phrases;

function toPhrases([fromResults, nothing, noInformation, returned, user, assistant]: Texts): Phrases {
  return {
    fromResults,
    nothingToGoOn: () => nothing,
    noInformation: () => noInformation,
    toolReturned: (text) => returned + text,
    recalled: (speaker, statement) => `${speaker === 'user' ? user : assistant}“${statement}”`,
  };
}

/** Whether a statement is one of ours, and so nothing to quote back. */
export function isOwnPhrase(text: string): boolean {
  return (
    NO_BASIS.includes(text) ||
    text === phrases.noInstance() ||
    /^(?:The search results hold no information|The tool returned|Earlier in this conversation)\b/.test(text) ||
    Object.values(TEXTS).some((texts) => texts.some((own, index) => (index === 0 ? false : text.startsWith(own))))
  );
}

const REQUEST = new RegExp(
  `\\b(?:write|answer|respond|reply|response|summar\\w+)\\b[^.\\n]{0,300}?\\bin (${LANGUAGES.join('|')}|English)\\b`,
  'i',
);

/** The English name of the language that a prompt asks to be answered in; the last message that asks for one decides. */
export function answerLanguage(messages: readonly Message[]): string | undefined {
  for (const message of messages.toReversed()) {
    if (message.role === 'assistant') continue;
    const asked = REQUEST.exec(textOf(message))?.[1];
    if (asked !== undefined) return asked[0]!.toUpperCase() + asked.slice(1).toLowerCase();
  }
  return undefined;
}
