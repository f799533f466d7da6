import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { html } from '../../../parts/html.ts';

/** Shows parts one after another, each in a task of its own: together they would hold up the page. */
export function InTurn({ parts }: { parts: VNode[] }) {
  const [shown, setShown] = useState(1);
  useEffect(() => {
    if (shown >= parts.length) return;
    const timer = setTimeout(() => setShown(shown + 1));
    return () => clearTimeout(timer);
  }, [shown, parts.length]);
  return html`${parts.slice(0, shown)}`;
}
