import type { TargetedMouseEvent } from 'preact';
import { linkTo } from '../../app/navigation.ts';
import { AnsweredBy } from '../../parts/answered-by.tsx';
import { Code, CopyButton } from '../../parts/code.tsx';
import { bytes, count, dateAndTime, milliseconds } from '../../parts/format.ts';
import { Button, Chip, Facts, Section } from '../../parts/pieces.tsx';
import { CopyAs, Explain } from './call-actions.tsx';
import { type Entry, notesOf } from './notes.tsx';
import { Fold } from './on-demand.tsx';

/** What call it is, how it ended, where its time went, and what else there is to see. */
export function CallHead({ entry, titles }: { entry: Entry; titles: string[] }) {
  const { id, method, path, query_string, account, time, operation, duration_ms, llms = [], corpora = [] } = entry;
  const title = `${method} ${path}${query_string}`;
  return (
    <section class="section life-head" aria-label={title}>
      <header>
        <h2 class="call-name">
          <span class="method">{method}</span> {path}
          <span class="soft">{query_string}</span>
        </h2>
        <div class="actions">
          <Explain id={id} />
          <CopyAs entry={entry} />
        </div>
      </header>
      <div class="chips">
        <Ending entry={entry} />
        {entry.is_stream && <Chip>streamed</Chip>}
        {entry.client_left && (
          <Chip tone="warn" title="Before the answer was complete">
            the client left
          </Chip>
        )}
        <AnsweredBy of={entry.answered_by ?? []} />
        <SetOff entry={entry} />
      </div>
      {entry.errors.length > 0 && (
        <div class="note problem">
          <p>
            <strong>Error</strong>
          </p>
          {entry.errors.map((error) => (
            <p class="words">{error}</p>
          ))}
        </div>
      )}
      {entry.ignored && entry.ignored.length > 0 && (
        <div class="note ignored">
          <p>
            <strong>Ignored, as Vectara ignores it</strong>
          </p>
          {entry.ignored.map((one) => (
            <p class="words">{one}</p>
          ))}
        </div>
      )}
      <Facts
        of={{
          Took: milliseconds(duration_ms),
          'Received at': `${dateAndTime(time)}.${time.slice(20, 23)}`,
          Account: <code>{account}</code>,
          Operation: operation ? <code>{operation}</code> : 'none',
          LLM:
            llms.length > 0
              ? llms.map((name) => (
                  <a class="of-many" href={linkTo('llms', name)}>
                    {name}
                  </a>
                ))
              : undefined,
          Corpora:
            corpora.length > 0
              ? corpora.map((key) => (
                  <a class="of-many" href={linkTo('corpora', key)}>
                    {key}
                  </a>
                ))
              : undefined,
          Received: bytes(entry.request.file?.bytes ?? entry.request_bytes),
          Sent: bytes(entry.response_bytes),
          'Request ID': (
            <>
              <code>{id}</code> <CopyButton text={id} what="request id" />
            </>
          ),
        }}
      />
      <StageBar entry={entry} />
      <Jumps to={titles} />
    </section>
  );
}

function Ending({ entry: { state, status, failed } }: { entry: Entry }) {
  if (state === 'running')
    return (
      <span role="status">
        <Chip tone="info">running</Chip>
      </span>
    );
  if (status === undefined) return <Chip tone="bad">no answer</Chip>;
  const tone = status >= 400 ? 'bad' : 'good';
  return (
    <>
      <Chip tone={tone}>{status}</Chip>
      {failed && status < 400 && <Chip tone="bad">failed</Chip>}
    </>
  );
}

/** The faults that fired and the scripts that answered. */
function SetOff({ entry }: { entry: Entry }) {
  return (
    <>
      {notesOf(entry, 'fault').map(({ id, fault }) => (
        <a href={linkTo('controls')}>
          <Chip tone="bad" title={id}>
            fault {fault.type}
          </Chip>
        </a>
      ))}
      {notesOf(entry, 'script_matched').map(({ script }) => (
        <a href={linkTo('controls')}>
          <Chip tone="warn">answered by {script}</Chip>
        </a>
      ))}
    </>
  );
}

/** Leads to the parts of the call below, by their titles. */
function Jumps({ to: titles }: { to: string[] }) {
  const jumpTo = (title: string) => (event: TargetedMouseEvent<HTMLButtonElement>) => {
    const life = event.currentTarget.closest<HTMLElement>('.life');
    if (life) jump(life, titles, title);
  };
  return (
    <nav class="jumps" aria-label="Parts of the call">
      {titles.map((title) => (
        <Button kind="quiet" onClick={jumpTo(title)}>
          {title}
        </Button>
      ))}
    </nav>
  );
}

let waiting: MutationObserver | undefined;

/** Goes there once all parts are shown, which takes a moment: before, there may be nothing to scroll to. */
function jump(life: HTMLElement, titles: string[], title: string): void {
  waiting?.disconnect();
  const partOf = (name: string) =>
    [...life.querySelectorAll<HTMLElement>('.section')].find((one) => one.getAttribute('aria-label') === name);
  const tryIt = () => {
    const part = titles.every(partOf) ? partOf(title) : undefined;
    if (!part) return false;
    // The address says which call is shown, so the parts have none of their own.
    part.tabIndex = -1;
    part.focus();
    part.scrollIntoView({ block: 'start' });
    return true;
  };
  if (tryIt()) return;
  const observer = new MutationObserver(() => tryIt() && observer.disconnect());
  observer.observe(life, { childList: true, subtree: true });
  waiting = observer;
}

const KNOWN = ['auth', 'search', 'rerank', 'render', 'generation', 'consistency'];

/** The class that colours a stage. */
export const stageClass = (name: string) => `stage-${KNOWN.includes(name) ? name : 'other'}`;

/** How the time of a call is made up. */
function StageBar({ entry: { stages, duration_ms } }: { entry: Entry }) {
  const known = stages.reduce((sum, { ms }) => sum + ms, 0);
  const rest = Math.max(0, duration_ms - known);
  const shown = [...stages, ...(rest > 0 ? [{ name: 'everything else', ms: rest }] : [])];
  const whole = Math.max(duration_ms, known) || 1;
  return (
    <figure class="stage-bar" aria-label="Time by stage">
      <div class="bar" aria-hidden="true">
        {shown.map(({ name, ms }) => (
          <i class={stageClass(name)} style={{ flexGrow: ms / whole }} title={`${name} ${milliseconds(ms)}`} />
        ))}
      </div>
      <ul class="legend">
        {shown.map(({ name, ms }) => (
          <li>
            <i class={stageClass(name)} />
            {name} <b>{milliseconds(ms)}</b> <span class="soft">{percent(ms / whole)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

const percent = (share: number) => (share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`);

/** What came, with secrets masked. */
export function RequestPart({ entry: { request, query_string } }: { entry: Entry }) {
  const { headers, body, file } = request;
  const parameters = [...new URLSearchParams(query_string)];
  return (
    <Section title="Request">
      {parameters.length > 0 && <Facts of={Object.fromEntries(parameters)} />}
      {file && <Facts of={{ 'File type': <code>{file.content_type}</code>, Size: bytes(file.bytes) }} />}
      {body === undefined ? <p class="hint">No body.</p> : <Code of={body} name="request body" />}
      <Fold summary={count(Object.keys(headers).length, 'header')}>{() => <HeaderTable of={headers} />}</Fold>
    </Section>
  );
}

export function HeaderTable({ of }: { of: Record<string, unknown> }) {
  return (
    <dl class="header-table">
      {Object.entries(of).map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The body that was sent back; a stream is shown with the upstream's. `folded` where other parts say what is in it. */
export function ResponsePart({
  entry: { response, status, response_bytes, state },
  folded,
}: {
  entry: Entry;
  folded: boolean;
}) {
  const { body } = response;
  const show = () => <Code of={body} name="response body" />;
  return (
    <Section title="Response">
      {body === undefined && (
        <p class="hint">{state === 'running' ? 'No response yet.' : `${status ?? 'Broken off'}, no body was kept.`}</p>
      )}
      {body !== undefined &&
        (folded ? <Fold summary={`The body as sent, ${bytes(response_bytes)}`}>{show}</Fold> : show())}
    </Section>
  );
}
