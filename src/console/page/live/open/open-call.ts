import { useEffect, useRef } from 'preact/hooks';
import type { JournalSummary } from '../../../../journal/journal-schema.ts';
import { goTo } from '../../app/router.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { CallLife } from '../life/call-life.ts';

export interface OpenCallProps {
  id: string;
  /** Those that are listed, newest first. */
  calls: readonly JournalSummary[];
  /** Called with the call that is opened instead. */
  onTurn(call: JournalSummary): void;
  onClose(): void;
}

/** One call beside the list, or in place of it where the page is narrow. */
export function OpenCall({ id, calls, onTurn, onClose }: OpenCallProps) {
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    pane.current?.focus({ preventScroll: true });
    pane.current?.scrollTo(0, 0);
    scrollTo(0, 0);
  }, [id]);
  const at = calls.findIndex((call) => call.id === id);
  const newer = calls[at - 1];
  const older = calls[at + 1];
  const turnTo = (call: JournalSummary | undefined) => {
    if (!call) return;
    onTurn(call);
    goTo('live', call.id);
  };
  useShortcut('Escape', 'Close the call', onClose);
  useShortcut('[', 'Open the call above, a newer one', () => turnTo(newer));
  useShortcut(']', 'Open the call below, an older one', () => turnTo(older));
  return html`<section ref=${pane} class="open-call" aria-label="Call" tabindex="-1">
    <div class="turning">
      <${Button} kind="quiet" title="Back to the list (Esc)" onClick=${onClose}>← Calls<//>
      <span class="spread"></span>
      <${Button} kind="quiet" title="The call above ([)" disabled=${!newer} onClick=${() => turnTo(newer)}>↑ Newer<//>
      <${Button} kind="quiet" title="The call below (])" disabled=${!older} onClick=${() => turnTo(older)}>↓ Older<//>
    </div>
    <${CallLife} key=${id} id=${id} />
  </section>`;
}
