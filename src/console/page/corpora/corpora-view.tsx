import { useState } from 'preact/hooks';
import { at, get, listAll, post } from '../api/call.ts';
import { useAction, useLoaded } from '../api/hooks.ts';
import type { Corpus, CreateCorpusRequest, Encoder } from '../api/types.ts';
import type { ViewProps } from '../app/app.tsx';
import { goTo, linkTo, useShortcut } from '../app/navigation.ts';
import { Dialog, notify } from '../parts/dialogs.tsx';
import { SelectField, TextField, useFocusOnNewRow } from '../parts/fields.tsx';
import { Button, Chip, Empty, ProblemNote, Section, ViewHeader } from '../parts/pieces.tsx';
import { AttributeNames, CorpusPage } from './corpus-page.tsx';
import { SampleButton } from './sample.tsx';

/** `#/corpora`, `#/corpora/KEY` and `#/corpora/KEY/DOCUMENT-ID`. */
export function CorporaView({ path: [key, documentId] }: ViewProps) {
  return key ? <CorpusPage key={key} corpusKey={key} documentId={documentId} /> : <AllCorpora />;
}

function AllCorpora() {
  const corpora = useLoaded(() => listAll<Corpus>('/v2/corpora', 'corpora'));
  const [creates, setCreates] = useState(false);
  useShortcut('n', 'Create a corpus', () => setCreates(true));
  return (
    <>
      <ViewHeader title="Corpora" lead="The documents that queries search, split into parts.">
        <Button kind={corpora.value?.length ? 'primary' : undefined} onClick={() => setCreates(true)}>
          Create a corpus
        </Button>
      </ViewHeader>
      <ProblemNote problem={corpora.problem} />
      {corpora.value && (corpora.value.length > 0 ? <CorporaList corpora={corpora.value} /> : <NoneYet />)}
      {creates && <CreateDialog onClose={() => setCreates(false)} />}
    </>
  );
}

function NoneYet() {
  return (
    <section class="section" aria-label="No corpus yet">
      <Empty title="No corpus yet">
        <p>
          Ten short articles about how lighthouses work, and a question to ask of them: one click, and nothing leaves
          this machine.
        </p>
        <SampleButton />
        <p class="hint">Or create a corpus of your own and drop files onto it.</p>
      </Empty>
    </section>
  );
}

/** As many are shown at first; the counts of each take a call. */
const SHOWN = 25;

type Order = 'name' | 'key' | 'newest' | 'oldest';
const ORDERS: { value: Order; label: string }[] = [
  { value: 'name', label: 'Name' },
  { value: 'key', label: 'Key' },
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
];
const shownName = ({ name, key }: Corpus) => name || key;
const BY: Record<Order, (a: Corpus, b: Corpus) => number> = {
  name: (a, b) => shownName(a).localeCompare(shownName(b)),
  key: (a, b) => a.key.localeCompare(b.key),
  newest: (a, b) => b.created_at.localeCompare(a.created_at),
  oldest: (a, b) => a.created_at.localeCompare(b.created_at),
};

function CorporaList({ corpora }: { corpora: readonly Corpus[] }) {
  const [wanted, setWanted] = useState('');
  const [order, setOrder] = useState<Order>('name');
  const [shown, setShown] = useState(SHOWN);
  const found = corpora
    .filter(({ key, name, description }) =>
      [key, name, description].some((text) => text.toLowerCase().includes(wanted.trim().toLowerCase())),
    )
    .sort(BY[order]);
  return (
    <Section title="All corpora">
      {corpora.length > 1 && (
        <div class="field-row arrange">
          <TextField
            label="Search corpora"
            type="search"
            value={wanted}
            onChange={setWanted}
            placeholder="Key, name or description"
          />
          <SelectField label="Sort by" value={order} options={ORDERS} onChange={setOrder} />
        </div>
      )}
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">Corpus</th>
              <th scope="col" class="number">
                Documents
              </th>
              <th scope="col" class="number">
                Parts
              </th>
              <th scope="col" class="number">
                Characters
              </th>
              <th scope="col">Filter attributes</th>
              <th scope="col">Encoder</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, shown).map((corpus) => (
              <Row key={corpus.id} corpus={corpus} />
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && <p class="hint">No corpus matches.</p>}
      {found.length > shown && (
        <div class="actions">
          <Button onClick={() => setShown(shown + SHOWN)}>Show more</Button>
          <span class="hint">
            {shown} of {found.length}
          </span>
        </div>
      )}
    </Section>
  );
}

function Row({ corpus }: { corpus: Corpus }) {
  const { key, description, enabled, chat_history_corpus, filter_attributes, encoder_name } = corpus;
  // The list is without the counts.
  const limits = useLoaded(async () => (await get<Corpus>(at`/v2/corpora/${key}`)).limits, [key]).value;
  const number = (value: number | undefined) => <td class="number">{value?.toLocaleString('en') ?? ''}</td>;
  return (
    <tr>
      <td class="about">
        <a href={linkTo('corpora', key)}>
          <strong>{shownName(corpus)}</strong>
        </a>{' '}
        <code>{key}</code>
        {!enabled && (
          <>
            {' '}
            <Chip tone="bad">disabled</Chip>
          </>
        )}
        {chat_history_corpus && (
          <>
            {' '}
            <Chip tone="info">chat history</Chip>
          </>
        )}
        {description && <p class="hint">{description}</p>}
      </td>
      {number(limits?.used_docs)}
      {number(limits?.used_parts)}
      {number(limits?.used_characters)}
      <td>
        <AttributeNames of={filter_attributes} />
      </td>
      <td>{encoder_name}</td>
    </tr>
  );
}

function CreateDialog({ onClose }: { onClose(): void }) {
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
    { value: '', label: usual ? `${usual.name} (default)` : 'Default' },
    ...encoders.filter((one) => one.enabled && !one.default).map(({ name }) => ({ value: name, label: name })),
  ];
  return (
    <Dialog title="Create a corpus" wide onClose={onClose}>
      <form onSubmit={submit} class="corpus-form">
        <div class="field-row">
          <TextField
            label="Key"
            required
            autofocus
            {...field('key')}
            error={creation.problem?.fields['body.key']}
            hint="Letters, digits, _, = and -. Cannot be changed later."
          />
          <TextField label="Name" {...field('name')} />
        </div>
        <TextField label="Description" {...field('description')} />
        <SelectField
          label="Encoder"
          {...field('encoder')}
          options={options}
          hint="Turns texts and queries into vectors. Cannot be changed later."
        />
        <AttributeFields attributes={attributes} onChange={setAttributes} />
        <ProblemNote problem={creation.problem} />
        <div class="actions">
          <Button kind="primary" type="submit" busy={creation.running}>
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type Attribute = NonNullable<CreateCorpusRequest['filter_attributes']>[number];

const LEVELS: Attribute['level'][] = ['document', 'part'];
const TYPES: Attribute['type'][] = [
  'text',
  'integer',
  'real_number',
  'boolean',
  'list[text]',
  'list[integer]',
  'list[real_number]',
];

interface AttributeFieldsProps {
  attributes: readonly Attribute[];
  onChange(attributes: Attribute[]): void;
}

/** Which metadata filters can be about. */
function AttributeFields({ attributes, onChange }: AttributeFieldsProps) {
  const change = (index: number, changed: Partial<Attribute>) =>
    onChange(attributes.map((one, at) => (at === index ? { ...one, ...changed } : one)));
  const around = useFocusOnNewRow<HTMLFieldSetElement>('attribute-row', attributes.length);
  return (
    <fieldset ref={around}>
      <legend>Filter attributes</legend>
      {attributes.map(({ name, level, type }, index) => (
        <div class="attribute-row">
          <TextField label="Name" required value={name} onChange={(to) => change(index, { name: to })} />
          <SelectField label="Level" value={level} options={LEVELS} onChange={(to) => change(index, { level: to })} />
          <SelectField label="Type" value={type} options={TYPES} onChange={(to) => change(index, { type: to })} />
          <Button
            kind="quiet"
            label={`Remove attribute ${name || index + 1}`}
            onClick={() => onChange(attributes.filter((_, at) => at !== index))}
          >
            ✕
          </Button>
        </div>
      ))}
      <div class="actions">
        <Button onClick={() => onChange([...attributes, { name: '', level: 'document', type: 'text' }])}>
          Add an attribute
        </Button>
        <span class="hint">
          Metadata that filters like <code>doc.topic = 'light'</code> can name.
        </span>
      </div>
    </fieldset>
  );
}
