/** Tools that agents name by the id of the platform's tool. */
import { CurrentTime } from '../../v2/tools/built-in-arguments.ts';
import { artifactJq } from './artifacts/artifact-jq.ts';
import { builtInTool } from './built-in-tool.ts';
import { chosenCorporaSearch } from './corpora-search.ts';
import {
  coreDocumentCreate,
  coreDocumentIndex,
  finalizeCoreDocuments,
  textToCoreDocument,
} from './documents/core-documents.ts';
import { getDocument } from './documents/get-document.ts';
import { structuredDocumentIndex } from './documents/structured-document-index.ts';
import { type MakeTool, ToolError } from './tool.ts';

const currentTime = builtInTool<'dynamic_vectara', typeof CurrentTime>(
  CurrentTime,
  async ({ timezone = 'UTC' }, { account }) => ({
    output: { current_time: timeIn(timezone, account.now()), timezone },
  }),
);

/** ISO 8601, with the offset that the zone has then. Throws ToolError. */
function timeIn(timeZone: string, now: number): string {
  try {
    const parts = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
    }).format(now);
    const offset = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')!
      .value.replace('GMT', '');
    return `${parts.replace(' ', 'T')}${/[1-9]/.test(offset) ? offset : 'Z'}`;
  } catch {
    throw new ToolError(`'${timeZone}' is no time zone; names are such as Europe/Berlin.`);
  }
}

/** By name. */
export const DYNAMIC_TOOLS: Record<string, MakeTool<'dynamic_vectara'>> = {
  artifact_jq: artifactJq,
  core_document_create: coreDocumentCreate,
  core_document_index: coreDocumentIndex,
  corpora_search: chosenCorporaSearch,
  current_time: currentTime,
  finalize_core_documents: finalizeCoreDocuments,
  get_document: getDocument,
  structured_document_index: structuredDocumentIndex,
  text_to_core_document: textToCoreDocument,
};
