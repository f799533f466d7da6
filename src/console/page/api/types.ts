/** What the API takes and gives: the server's own types, each by its name. */
import type { Static } from 'typebox';
import type { ApiScriptStatus } from '../../../emulator/api-scripts/api-script-schema.ts';
import type { FaultStatus } from '../../../emulator/faults/fault-rule-schema.ts';
import type { JournalSummary } from '../../../emulator/journal/journal-schema.ts';
import type { ScriptStatus } from '../../../emulator/scripts/script-schema.ts';
import type { Snapshot as SnapshotSchema } from '../../../emulator/state/snapshots-schema.ts';
import type { Agent as AgentSchema } from '../../../v2/agents/agents-schema.ts';

export type { SessionContextUsage, StoredAgentEvent, TurnEvent } from '../../../agent-loop/event-schema.ts';
export type { Answerer } from '../../../calls/provenance.ts';
export type { ApiScript } from '../../../emulator/api-scripts/api-script-schema.ts';
export type { FaultRule } from '../../../emulator/faults/fault-rule-schema.ts';
export type { JournalEntry, JournalSummary } from '../../../emulator/journal/journal-schema.ts';
export type { Candidate, Refusal, ShownNote } from '../../../emulator/journal/notes.ts';
export type { RenderPromptRequest, RenderPromptResponse } from '../../../emulator/prompts/prompts-schema.ts';
export type { RecordingSummary } from '../../../emulator/recordings/recording-schema.ts';
export type { Script } from '../../../emulator/scripts/script-schema.ts';
export type { EmulatorState } from '../../../emulator/state/state-schema.ts';
export type { PlannedCorpus, PlannedGeneration } from '../../../query/note-types.ts';
export type { GenerationChoices } from '../../../query/plan/query-plan.ts';
export type { QueryEvent } from '../../../query/query-event.ts';
export type {
  CitationStyle,
  GenerationParameters,
  QueryFullResponse,
  QueryRequest,
  RerankerRequest,
  SearchResult,
} from '../../../query/query-schema.ts';
export type { QueryRewriting } from '../../../query/rewriting/extract-filter.ts';
export type { KnownAttribute } from '../../../retrieval/filter/filter-names.ts';
export type { TypedFilter } from '../../../retrieval/filter/parse/filter-nodes.ts';
export type { QuerySyntax } from '../../../retrieval/lexical/query-syntax.ts';
export type { Message, Usage } from '../../../upstream/language-model.ts';
export type { LlmAuth, LlmType } from '../../../upstream/llm-auth.ts';
export type { AgentStep, CreateAgentRequest, StepInstruction } from '../../../v2/agents/agents-schema.ts';
export type { Corpus, CreateCorpusRequest } from '../../../v2/corpora/corpora-schema.ts';
export type {
  CreateDocumentRequest,
  Document,
  DocumentPart,
  StructuredDocument,
} from '../../../v2/documents/documents-schema.ts';
export type { Encoder } from '../../../v2/encoders/encoders-schema.ts';
export type {
  CreateGenerationPresetRequest,
  GenerationPreset,
} from '../../../v2/generation-presets/generation-presets-schema.ts';
export type { Capabilities, CreateLlmRequest, Llm, UpdateLlmRequest } from '../../../v2/llms/llms-schema.ts';
export type { Reranker } from '../../../v2/rerankers.ts';
export type { AgentSession } from '../../../v2/sessions/sessions-schema.ts';
export type { ToolServer } from '../../../v2/tool-servers/tool-servers-schema.ts';
export type { CreateLambdaToolRequest, Tool } from '../../../v2/tools/tools-schema.ts';

/** Who answered one call of a language model, and which faults struck. */
export type HowAnswered = Pick<NonNullable<JournalSummary['answered_by']>[number], 'by' | 'faults'>;

export type Snapshot = Static<typeof SnapshotSchema>;
export type Agent = Static<typeof AgentSchema>;

/** Whether a rule can match as things are now. Not the server's own type, which would bring the whole server along. */
interface CanMatch {
  can_match: boolean;
  why_not?: string;
}
export type ListedFault = FaultStatus & CanMatch;
export type ListedScript = ScriptStatus & CanMatch;
export type ListedApiScript = ApiScriptStatus & CanMatch;
