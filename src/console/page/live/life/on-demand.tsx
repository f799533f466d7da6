/** What is long is shown in part, and the rest for whoever asks. */
import type { ComponentChildren, TargetedToggleEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { count } from '../../parts/format.ts';
import { Button } from '../../parts/pieces.tsx';

interface FoldProps {
  summary: ComponentChildren;
  open?: boolean;
  /** Made only when it is to be seen. */
  children: () => ComponentChildren;
}

/** Something that is there for whoever wants it. */
export function Fold({ summary, open = false, children }: FoldProps) {
  const [isOpen, setOpen] = useState(open);
  const toggle = ({ currentTarget }: TargetedToggleEvent<HTMLDetailsElement>) => setOpen(currentTarget.open);
  return (
    <details class="fold" open={isOpen} onToggle={toggle}>
      <summary>{summary}</summary>
      {isOpen && <div class="fold-body">{children()}</div>}
    </details>
  );
}

/**
 * How many of many things to show: `first`, and after `showAll` more and more of them, so that the page stays fluid while
 * thousands are made.
 */
export function useGrowing(total: number, first: number, step: number) {
  const [wanted, setWanted] = useState(first);
  const [all, setAll] = useState(false);
  const shown = Math.min(wanted, total);
  useEffect(() => {
    if (!all || shown >= total) return;
    const timer = setTimeout(() => setWanted(shown + step));
    return () => clearTimeout(timer);
  }, [all, shown, total]);
  return { shown, showAll: () => setAll(true), isGrowing: all && shown < total };
}

/** The beginning of a text, and the rest of it on demand. */
export function LongText({ text, most = 400 }: { text: string; most?: number }) {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= most) return <span class="verbatim">{text}</span>;
  const rest = count(text.length - most, 'more character');
  return (
    <>
      <span class="verbatim">{text.slice(0, most)}…</span>{' '}
      <Button kind="quiet" onClick={() => setWhole(true)}>
        {rest}
      </Button>
    </>
  );
}
