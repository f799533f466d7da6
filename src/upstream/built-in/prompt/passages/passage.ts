/** A piece of prompt that an answer can be drawn from. */
export interface Passage {
  text: string;
  /** The number the prompt gives it, and so the number to cite. */
  number?: number;
  /** Who said it, if it is an earlier statement of a conversation. */
  speaker?: 'user' | 'assistant';
}

/** Passages found in a message, and what the message says besides. */
export interface FoundPassages {
  passages: Passage[];
  rest: string;
}

export type PassageFinder = (text: string) => FoundPassages | undefined;

/** Without the quotes, rules and marks that templates put around a text. */
export function withoutFraming(text: string): string {
  return text.replace(/^[\s"“'`=*_#:>|.)\]-]+(?=\D)|[\s"”'`=*_#|<[(-]+$/g, '').trim();
}
