/** What can be done with one call: have it explained, and make it again elsewhere. */
import { useMemo, useState } from 'preact/hooks';
import { at, send } from '../../api/call.ts';
import { useLoaded } from '../../api/hooks.ts';
import { CopyButton } from '../../parts/code.tsx';
import { Dialog } from '../../parts/dialogs.tsx';
import { Button, ProblemNote } from '../../parts/pieces.tsx';
import { asCurl, asSdkCall } from '../copy-as.ts';
import type { Entry } from './notes.tsx';

/** The call told in sentences. */
export function Explain({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Explain</Button>
      {isOpen && <Explanation id={id} onClose={() => setOpen(false)} />}
    </>
  );
}

function Explanation({ id, onClose }: { id: string; onClose(): void }) {
  const { value, problem } = useLoaded(
    async () => (await send('GET', at`/_emulator/journal/${id}/explain`)).text(),
    [id],
  );
  return (
    <Dialog title="Explanation" wide onClose={onClose}>
      <ProblemNote problem={problem} />
      {value !== undefined && (
        <>
          <div class="explanation">
            {value
              .trimEnd()
              .split('\n\n')
              .map((paragraph) => (
                <p>{paragraph}</p>
              ))}
          </div>
          <div class="actions">
            <CopyButton label="Copy text" text={value} what="explanation" />
          </div>
        </>
      )}
    </Dialog>
  );
}

/** The call, to be made again elsewhere. */
export function CopyAs({ entry }: { entry: Entry }) {
  const { origin } = location;
  const { client, code } = useMemo(() => asSdkCall(entry, origin), [entry]);
  return (
    <span class="actions" role="group" aria-label="Copy the call">
      <CopyButton label="Copy as curl" what="curl command" text={() => asCurl(entry, origin)} />
      <CopyButton
        label={client === 'fetch' ? 'Copy as fetch' : `Copy as ${client} call`}
        what={`call with ${client === 'fetch' ? 'fetch' : `the ${client}`}`}
        text={code}
      />
    </span>
  );
}
