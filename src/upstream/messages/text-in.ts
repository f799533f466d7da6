/** What an upstream sent where a text belongs; anything else, like no text, is the empty text. */
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
