import { useState } from 'preact/hooks';
import type { Corpus, CreateCorpusRequest } from '../../../../v2/corpora/corpora-schema.ts';
import type { Encoder } from '../../../../v2/encoders/encoders-schema.ts';
import { useAction } from '../../api/action.ts';
import { post } from '../../api/call.ts';
import { listAll } from '../../api/list-all.ts';
import { useLoaded } from '../../api/loaded.ts';
import { goTo } from '../../app/router.ts';
import { Dialog } from '../../parts/dialogs/dialog.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { Button } from '../../parts/forms/button.ts';
import { SelectField, TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { type Attribute, AttributeFields } from './attribute-fields.ts';

export function CreateDialog({ onClose }: { onClose(): void }) {
  const encoders = useLoaded(() => listAll<Encoder>('/v2/encoders', 'encoders')).value ?? [];
  const [draft, setDraft] = useState({ key: '', name: '', description: '', encoder: '' });
  const [attributes, setAttributes] = useState<Attribute[]>([]);
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  const creation = useAction(async () => {
    const request: CreateCorpusRequest = {
      key: draft.key,
      ...(draft.name && { name: draft.name }),
      ...(draft.description && { description: draft.description }),
      ...(draft.encoder && { encoder_name: draft.encoder }),
      ...(attributes.length > 0 && { filter_attributes: attributes }),
    };
    const { key } = await post<Corpus>('/v2/corpora', request);
    notify(`Created ${key}.`);
    onClose();
    goTo('corpora', key);
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void creation.run();
  };
  const usual = encoders.find((one) => one.default);
  const options = [
    { value: '', label: usual ? `${usual.name} (default)` : 'The default one' },
    ...encoders.filter((one) => one.enabled && !one.default).map(({ name }) => ({ value: name, label: name })),
  ];
  return html`<${Dialog} title="Create a corpus" wide onClose=${onClose}>
    <form onSubmit=${submit} class="corpus-form">
      <div class="field-row">
        <${TextField} label="Key" required autofocus ...${field('key')} error=${creation.problem?.fields['body.key']}
          hint="Letters, digits, _, = and -. It stays." />
        <${TextField} label="Name" ...${field('name')} />
      </div>
      <${TextField} label="Description" ...${field('description')} />
      <${SelectField} label="Encoder" ...${field('encoder')} options=${options} hint="Makes vectors of texts and queries. It stays." />
      <${AttributeFields} attributes=${attributes} onChange=${setAttributes} />
      <${ProblemNote} problem=${creation.problem} />
      <div class="actions"><${Button} kind="primary" type="submit" busy=${creation.running}>Create<//></div>
    </form>
  <//>`;
}
