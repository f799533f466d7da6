import type { TargetedEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { at, call, get, post } from '../api/call.ts';
import { state as emulator, refreshState, useAction } from '../api/hooks.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { CreateDocumentRequest, Document } from '../api/types.ts';
import { goTo, linkTo } from '../app/navigation.ts';
import { Dialog, notify } from '../parts/dialogs.tsx';
import { JsonEditor, TextAreaField, TextField } from '../parts/fields.tsx';
import { bytes, count } from '../parts/format.ts';
import { Button, Chip, ProblemNote, Section, Segmented, type Tone } from '../parts/pieces.tsx';

type Kind = CreateDocumentRequest['type'];

const KINDS: { value: Kind; label: string }[] = [
  { value: 'structured', label: 'Structured' },
  { value: 'core', label: 'Core' },
];

const HINTS: Record<Kind, string> = {
  structured: 'A blank line starts a new section. Sections are split into parts.',
  core: 'A blank line starts a new part. Each part is indexed as is.',
};

interface DialogProps {
  corpusKey: string;
  onClose(): void;
  onAdded(): void;
}

/** A document of what somebody types. */
export function AddDocumentDialog({ corpusKey, onClose, onAdded }: DialogProps) {
  const [kind, setKind] = useState<Kind>('structured');
  const [draft, setDraft] = useState({ id: '', title: '', text: '' });
  const [metadata, setMetadata] = useState<Record<string, unknown>>({});
  const [isJson, setIsJson] = useState(true);
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  const addition = useAction(async () => {
    const texts = draft.text.split(/\n\s*\n/).flatMap((text) => text.trim() || []);
    const request: CreateDocumentRequest =
      kind === 'core'
        ? { type: kind, id: draft.id, metadata, document_parts: texts.map((text) => ({ text })) }
        : {
            type: kind,
            id: draft.id,
            ...(draft.title && { title: draft.title }),
            metadata,
            sections: texts.map((text) => ({ text })),
          };
    await post(at`/v2/corpora/${corpusKey}/documents`, request);
    notify(`Added ${draft.id}.`);
    onAdded();
    onClose();
    goTo('corpora', corpusKey, draft.id);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    if (isJson) void addition.run();
  };
  return (
    <Dialog title="Add a document" wide onClose={onClose}>
      <form onSubmit={submit}>
        <Segmented label="Kind of document" value={kind} choices={KINDS} onChange={setKind} />
        <div class="field-row">
          <TextField label="Id" required {...field('id')} error={addition.problem?.fields['body.id']} />
          {kind === 'structured' && <TextField label="Title" {...field('title')} />}
        </div>
        <TextAreaField label="Text" rows={9} {...field('text')} hint={HINTS[kind]} />
        <JsonEditor label="Metadata" rows={3} value={metadata} onChange={setMetadata} onValidity={setIsJson} />
        <ProblemNote problem={addition.problem} />
        <div class="actions">
          <Button kind="primary" type="submit" busy={addition.running}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** So few files show their parts at once. */
const FEW = 3;

/** Takes files: dropped, or chosen. */
export function DropSection({ corpusKey, uploads }: { corpusKey: string; uploads: Uploads }) {
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [metadata, setMetadata] = useState<object>({});
  const add = (files: FileList | null | undefined) => uploads.add([...(files ?? [])], metadata);
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') add(event.dataTransfer.files);
  };
  const choose = ({ currentTarget }: TargetedEvent<HTMLInputElement>) => {
    add(currentTarget.files);
    // So that the same file can be chosen again.
    currentTarget.value = '';
  };
  const isOver = uploads.all.some(({ state }) => state === 'done' || state === 'failed');
  return (
    <Section
      title="Add files"
      actions={
        isOver && (
          <Button kind="quiet" onClick={uploads.clear}>
            Clear list
          </Button>
        )
      }
    >
      <div class={`drop ${over ? 'over' : ''}`} onDragOver={drag} onDragLeave={drag} onDrop={drag}>
        <p>
          <strong>Drop files here</strong>
        </p>
        <p class="hint">PDF, Word, PowerPoint, HTML, Markdown, e-mail, text … up to 10 MB each</p>
        <Button onClick={() => picker.current?.click()}>Choose files</Button>
        <input ref={picker} type="file" multiple hidden aria-label="Files" onChange={choose} />
      </div>
      <details>
        <summary>Metadata for new files</summary>
        <JsonEditor
          label="Metadata"
          rows={4}
          value={metadata}
          onChange={setMetadata}
          hint="Applies to every file you add from now on."
        />
      </details>
      {uploads.all.length > 0 && (
        <ul class="uploads" aria-label="Uploads">
          {uploads.all.map((one) => (
            <UploadRow key={one.id} upload={one} corpusKey={corpusKey} open={uploads.all.length <= FEW} />
          ))}
        </ul>
      )}
    </Section>
  );
}

const FIRST_PARTS = 5;

const STATES: Record<Upload['state'], [text: string, tone: Tone]> = {
  waiting: ['waiting', 'plain'],
  sending: ['being read', 'info'],
  done: ['indexed', 'good'],
  failed: ['refused', 'bad'],
};

/** Of a document that searches find later. */
const STORED: [text: string, tone: Tone] = ['stored, not indexed yet', 'warn'];

const isIndexingLate = () => (emulator.value?.jobs.indexing.mode ?? 'instant') !== 'instant';

/** One file, and what became of it. */
function UploadRow({ upload, corpusKey, open }: { upload: Upload; corpusKey: string; open: boolean }) {
  const { name, size, state, problem, document } = upload;
  const [text, tone] = state === 'done' && isIndexingLate() ? STORED : STATES[state];
  const parts = document?.parts ?? [];
  return (
    <li>
      <p class="file">
        <strong>{document ? <a href={linkTo('corpora', corpusKey, document.id)}>{name}</a> : name}</strong>
        <span class="hint">{bytes(size)}</span>
        <span role="status">
          <Chip tone={tone}>{text}</Chip>
        </span>
        {state === 'sending' && <progress aria-label={`Reading ${name}`} />}
      </p>
      <ProblemNote problem={problem} />
      {document && (
        <details open={open}>
          <summary>{count(parts.length, 'part')}</summary>
          <ol class="parts">
            {parts.slice(0, FIRST_PARTS).map((part) => (
              <li>{part.text}</li>
            ))}
          </ol>
          {parts.length > FIRST_PARTS && <p class="hint">… and {parts.length - FIRST_PARTS} more</p>}
        </details>
      )}
    </li>
  );
}

// Files on their way into a corpus, one after another.

interface Upload {
  id: number;
  name: string;
  size: number;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  problem?: Problem;
  /** As it was made of the file, with its parts. */
  document?: Document;
}

interface Uploads {
  all: readonly Upload[];
  add(files: Iterable<File>, metadata: object): void;
  clear(): void;
}

/** `onDone` is called after each file that became a document. */
export function useUploads(corpusKey: string, onDone: () => void): Uploads {
  const [all, setAll] = useState<readonly Upload[]>([]);
  const last = useRef(0);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const done = useRef(onDone);
  done.current = onDone;

  const change = (id: number, changed: Partial<Upload>) =>
    setAll((before) => before.map((one) => (one.id === id ? { ...one, ...changed } : one)));

  const add = (files: Iterable<File>, metadata: object) => {
    for (const file of files) {
      last.current += 1;
      const id = last.current;
      setAll((before) => [{ id, name: file.name, size: file.size, state: 'waiting' }, ...before]);
      queue.current = queue.current.then(async () => {
        change(id, { state: 'sending' });
        try {
          change(id, { state: 'done', document: await upload(corpusKey, file, metadata) });
          done.current();
          void refreshState();
        } catch (error) {
          change(id, { state: 'failed', problem: asProblem(error) });
        }
      });
    }
  };
  const clear = () => setAll((before) => before.filter(({ state }) => state === 'waiting' || state === 'sending'));
  return { all, add, clear };
}

async function upload(corpusKey: string, file: File, metadata: object): Promise<Document> {
  const form = new FormData();
  // A name that comes with the file would be taken as percent-encoded.
  form.append('filename', file.name);
  if (JSON.stringify(metadata) !== '{}') form.append('metadata', JSON.stringify(metadata));
  form.append('file', file);
  const { id } = await call<Document>('POST', at`/v2/corpora/${corpusKey}/upload_file`, { body: form });
  return get<Document>(at`/v2/corpora/${corpusKey}/documents/${id}`);
}
