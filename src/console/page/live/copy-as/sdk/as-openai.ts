import type { JournalEntry } from '../../../../../journal/journal-schema.ts';
import { commented, literal } from '../literal.ts';
import { replayOf } from '../replay.ts';

/** With the `openai` package; undefined for what is no chat completion. */
export function asOpenAi(entry: JournalEntry, origin: string): string | undefined {
  const { operation, account, request } = entry;
  const { body, isStream, warnings } = replayOf(entry, origin);
  if (operation !== 'createChatCompletion' || body?.type !== 'json') return undefined;
  const settings = [
    'apiKey: process.env.VECTARA_API_KEY',
    `baseURL: ${literal(`${origin}/v2/llms`)}`,
    ...('x-emulator-account' in request.headers
      ? [`defaultHeaders: { "x-emulator-account": ${literal(account)} }`]
      : []),
  ];
  return `import OpenAI from 'openai';

const client = new OpenAI({
${settings.map((setting) => `  ${setting},\n`).join('')}});

${commented(warnings)}const completion = await client.chat.completions.create(${literal(body.value)});
${isStream ? 'for await (const chunk of completion) console.log(chunk.choices);' : 'console.log(completion.choices);'}
`;
}
