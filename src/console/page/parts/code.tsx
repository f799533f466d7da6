import { notify } from './dialogs.tsx';
import { Button } from './pieces.tsx';

/** Beyond this, colours would cost more than they tell. */
const LONGEST_COLOURED = 20_000;

interface CodeProps {
  /** Text, or a value that is shown as JSON. */
  of: unknown;
  /** What it is called, for screen readers and beside the copy button. */
  name: string;
  copy?: boolean;
  wrap?: boolean;
}

export function Code({ of, name, copy = true, wrap = true }: CodeProps) {
  const isText = typeof of === 'string';
  const text = isText ? of : JSON.stringify(of, null, 2);
  const isJson = !isText && text.length <= LONGEST_COLOURED;
  return (
    <figure class={`code ${wrap ? 'wrap' : ''}`}>
      {copy && <CopyButton text={text} what={name} />}
      <pre tabindex={0} role="group" aria-label={name}>
        <code>
          {isJson
            ? jsonTokens(text).map(({ kind, text: part }) => (kind ? <span class={`json-${kind}`}>{part}</span> : part))
            : text}
        </code>
      </pre>
    </figure>
  );
}

interface JsonToken {
  /** Undefined for punctuation and space. */
  kind: 'key' | 'string' | 'number' | 'word' | undefined;
  text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** JSON in pieces to colour; together they are the text. */
function jsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) tokens.push({ kind: undefined, text: text.slice(end, match.index) });
    const [whole, string, colon, number] = match;
    if (string) {
      tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string });
      if (colon) tokens.push({ kind: undefined, text: colon });
    } else tokens.push({ kind: number === undefined ? 'word' : 'number', text: whole });
    end = match.index + whole.length;
  }
  if (end < text.length) tokens.push({ kind: undefined, text: text.slice(end) });
  return tokens;
}

/** Copies what `text` gives when it is pressed. */
export function CopyButton({
  text,
  label = 'Copy',
  what = 'text',
}: {
  text: string | (() => string);
  label?: string;
  what?: string;
}) {
  const copy = async () => {
    const copied = typeof text === 'function' ? text() : text;
    await navigator.clipboard.writeText(copied).then(
      () => notify(`Copied the ${what}.`),
      () => notify('The browser does not allow this page to copy.'),
    );
  };
  return (
    <Button kind="quiet" onClick={copy}>
      {label}
    </Button>
  );
}
