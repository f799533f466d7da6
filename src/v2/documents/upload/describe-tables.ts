/** Summaries of extracted tables by an LLM (reference corpora §4.3). */
import type { Account } from '../../../accounts/account.ts';
import type { Section, Table } from '../../../ingest/structured-document.ts';
import { generateText } from '../../../query/answer/generate-text.ts';
import { templateFailed } from '../../../query/answer/generation-failure.ts';
import { renderMessages } from '../../../query/prompt/render-prompt.ts';
import { tableObject } from '../../../query/prompt/table-object.ts';
import type { LanguageModel } from '../../../upstream/language-model.ts';
import { type Template, TemplateError } from '../../../velocity/velocity.ts';
import type { LlmRecord } from '../../llms/llm-record.ts';
import type { TableGeneration } from './upload-schema.ts';

export interface TableDescriptionDependencies {
  /** An enabled LLM by name, or the default one; throws 400 on `field`. */
  requireLlm(account: Account, name: string | undefined, field: string): LlmRecord;
  openModel(account: Account, llm: LlmRecord): LanguageModel;
  /** Throws TemplateError. */
  parseTemplate(text: string): Template;
}

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
  { requireLlm, openModel, parseTemplate }: TableDescriptionDependencies,
): DescribeTables {
  const llm = requireLlm(account, llm_name, `${FIELD}.llm_name`);
  const template = parse(prompt_template, parseTemplate);
  const model = openModel(account, llm);

  async function describe(table: Table, signal: AbortSignal): Promise<Table> {
    const variables = new Map([['vectaraTable', tableObject(table)]]);
    const { messages } = renderMessages(template, variables, false, failed);
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

function parse(text: string, parseTemplate: TableDescriptionDependencies['parseTemplate']): Template {
  try {
    return parseTemplate(text);
  } catch (error) {
    throw error instanceof TemplateError ? failed(error.message) : error;
  }
}

const failed = (detail: string) => templateFailed(detail, 'request', `${FIELD}.prompt_template`);
