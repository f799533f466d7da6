import { useState } from 'preact/hooks';
import type { CreateDocumentRequest } from '../../../../v2/documents/documents-schema.ts';
import { useAction } from '../../api/action.ts';
import { at, post } from '../../api/call.ts';
import { goTo } from '../../app/router.ts';
import { Dialog } from '../../parts/dialogs/dialog.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { Button } from '../../parts/forms/button.ts';
import { TextAreaField, TextField } from '../../parts/forms/field.ts';
import { JsonEditor } from '../../parts/forms/json-editor.ts';
import { html } from '../../parts/html.ts';
import { Segmented } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

type Kind = CreateDocumentRequest['type'];

const KINDS: { value: Kind; label: string }[] = [
  { value: 'structured', label: 'Structured' },
  { value: 'core', label: 'Core' },
];

const HINTS: Record<Kind, string> = {
  structured: 'An empty line begins a new section. Sections are cut into parts.',
  core: 'An empty line begins a new part. Each is indexed as it is.',
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
  return html`<${Dialog} title="Add a document" wide onClose=${onClose}>
    <form onSubmit=${submit}>
      <${Segmented} label="Kind of document" value=${kind} choices=${KINDS} onChange=${setKind} />
      <div class="field-row">
        <${TextField} label="Id" required ...${field('id')} error=${addition.problem?.fields['body.id']} />
        ${kind === 'structured' && html`<${TextField} label="Title" ...${field('title')} />`}
      </div>
      <${TextAreaField} label="Text" rows=${9} ...${field('text')} hint=${HINTS[kind]} />
      <${JsonEditor} label="Metadata" rows=${3} value=${metadata} onChange=${setMetadata} onValidity=${setIsJson} />
      <${ProblemNote} problem=${addition.problem} />
      <div class="actions"><${Button} kind="primary" type="submit" busy=${addition.running}>Add<//></div>
    </form>
  <//>`;
}
