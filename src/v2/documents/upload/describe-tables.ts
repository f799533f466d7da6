/** Summaries of extracted tables by an LLM (docs/behaviour/uploads.md, Table extraction). */
import type { Account } from '../../../accounts/account.ts';
import type { Section, Table } from '../../../ingest/structured-document.ts';
import { generateText } from '../../../query/answer/generate-text.ts';
import { templateFailed } from '../../../query/answer/generation-failure.ts';
import { tableObject } from '../../../query/prompt/prompt-variables.ts';
import { renderMessages } from '../../../query/prompt/render-prompt.ts';
import { parseTemplate } from '../../../query/templates.ts';
import { type Template, TemplateError } from '../../../velocity/velocity.ts';
import { requireEnabledLlm } from '../../llms/find-llm.ts';
import { asksForTurns, mergesTurns } from '../../llms/llm-record.ts';
import { openModel } from '../../llms/models.ts';
import { DEFAULT_LLM } from '../../llms/platform-llms.ts';
import type { TableGeneration } from './upload-schema.ts';

/** The sections with a description for each of their tables. Throws what the model's failure is in the API. */
export type DescribeTables = (sections: readonly Section[], signal: AbortSignal) => Promise<Section[]>;

const FIELD = 'body.table_extraction_config.generation';

const DEFAULT_TEMPLATE = `Summarize this table in a few sentences. Name what its rows are, what its columns say of them, and the values that stand out.
#if($vectaraTable.title() != '')

Title: $vectaraTable.title()
#end

$vectaraTable.markdown()
`;

/** Refuses with a 400 what cannot work, before any file is read. */
export function planTableDescriptions(
  account: Account,
  { llm_name, prompt_template = DEFAULT_TEMPLATE, model_parameters = {} }: TableGeneration,
): DescribeTables {
  const llm = requireEnabledLlm(account, llm_name ?? DEFAULT_LLM, `${FIELD}.llm_name`);
  const template = parse(prompt_template);
  const model = openModel(account, llm);

  async function describe(table: Table, signal: AbortSignal): Promise<Table> {
    const variables = new Map([['vectaraTable', tableObject(table)]]);
    const { messages } = renderMessages(
      template,
      variables,
      { strictRoles: asksForTurns(llm), mergesRoles: mergesTurns(llm) },
      failed,
    );
    const request = { messages, parameters: model_parameters, stream: false };
    let description = '';
    for await (const text of generateText({ model, llmName: llm.name }, request, signal, 'Failed to summarize table')) {
      description += text;
    }
    return { ...table, ...(description.trim() && { description }) };
  }

  return async function describeAll(sections, signal) {
    const described: Section[] = [];
    for (const section of sections) {
      const tables: Table[] = [];
      for (const table of section.tables ?? []) tables.push(await describe(table, signal));
      const below = section.sections && (await describeAll(section.sections, signal));
      described.push({ ...section, ...(section.tables && { tables }), ...(below && { sections: below }) });
    }
    return described;
  };
}

function parse(text: string): Template {
  try {
    return parseTemplate(text);
  } catch (error) {
    throw error instanceof TemplateError ? failed(error.message) : error;
  }
}

const failed = (detail: string) => templateFailed(detail, 'request', `${FIELD}.prompt_template`);
