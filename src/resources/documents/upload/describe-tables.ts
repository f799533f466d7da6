/** Summaries of extracted tables by an LLM (reference corpora §4.3). */
import type { Account } from '../../../accounts/account.ts';
import { invalidArgument } from '../../../errors.ts';
import type { Section, Table } from '../../../ingest/structured-document.ts';
import { modelFailed } from '../../../query/answer/generation-failure.ts';
import { PromptError, parseMessages } from '../../../query/prompt/parse-messages.ts';
import { tableObject } from '../../../query/prompt/table-object.ts';
import type { LanguageModel } from '../../../upstream/language-model.ts';
import { escapingModeOf, renderTemplate, type Template, TemplateError } from '../../../velocity/velocity.ts';
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
  const template = asField(() => parseTemplate(prompt_template));
  const model = openModel(account, llm);

  async function describe(table: Table, signal: AbortSignal): Promise<Table> {
    const escaping = escapingModeOf(template);
    const messages = asField(() =>
      parseMessages(renderTemplate(template, { vectaraTable: tableObject(table) }, { escaping })),
    );
    let description = '';
    try {
      for await (const chunk of model.generate({ messages, parameters: model_parameters, stream: false }, signal)) {
        if (chunk.type === 'text') description += chunk.text;
      }
    } catch (error) {
      throw modelFailed(error, llm.name, 'Failed to summarize table');
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

function asField<Result>(compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof TemplateError || error instanceof PromptError)) throw error;
    throw invalidArgument(`Failed to compile prompt: ${error.message}`, `${FIELD}.prompt_template`);
  }
}
