/** The object a text holds as JSON; undefined when it holds anything else. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Arguments of a tool call as providers other than OpenAI want them; text that is no object stays readable. */
export const argumentsObject = (written: string): Record<string, unknown> =>
  jsonObject(written) ?? (written.trim() === '' ? {} : { arguments: written });
