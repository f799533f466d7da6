/** Files on their way into a corpus, one after another. */
import { useRef, useState } from 'preact/hooks';
import type { Document } from '../../../../v2/documents/documents-schema.ts';
import { at, call, get } from '../../api/call.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { refreshState } from '../../api/state.ts';

export interface Upload {
  id: number;
  name: string;
  size: number;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  problem?: Problem;
  /** As it was made of the file, with its parts. */
  document?: Document;
}

export interface Uploads {
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
