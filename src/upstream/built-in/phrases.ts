/** Every sentence of the built-in model's own, in English. What it quotes keeps the language it was written in. */

const NO_BASIS =
  "I am the emulator's built-in model: I answer only from search results or from earlier statements of the conversation, and this prompt gives me nothing to go on.";

export const phrases = {
  nothingToGoOn: (): string => NO_BASIS,

  noInformation: (question: string): string =>
    question === ''
      ? 'The search results hold no information that answers the question.'
      : `The search results hold no information on the question “${question}”.`,

  toolReturned: (text: string): string =>
    text === '' ? 'The tool returned nothing.' : `The tool returned the following: ${text}`,

  noInstance: (): string =>
    "I am the emulator's built-in model: I found no value that is valid against the JSON schema of this request.",

  recalled: (speaker: 'user' | 'assistant', statement: string): string =>
    `Earlier in this conversation ${speaker === 'user' ? 'you' : 'I'} said: “${statement}”`,
};

/** Whether a statement is one of ours, and so nothing to quote back. */
export function isOwnPhrase(text: string): boolean {
  return (
    NO_BASIS.includes(text) ||
    text === phrases.noInstance() ||
    /^(?:The search results hold no information|The tool returned|Earlier in this conversation)\b/.test(text)
  );
}
