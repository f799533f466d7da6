/** Keys that do something, wherever the focus is not in a field. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

export interface Shortcut {
  /** As `KeyboardEvent.key` has it; `Mod+Enter` is with Control or Command and works in fields too. */
  key: string;
  does: string;
  run(): void;
  /** Where the focus must be, for keys that mean something else elsewhere. */
  when?: ((target: EventTarget | null) => boolean) | undefined;
}

/** Those that work just now, newest last; of two with one key the newest is meant. */
export const shortcuts = signal<readonly Shortcut[]>([]);

/** Gives a key a meaning while the component is shown. */
export function useShortcut(key: string, does: string, run: () => void, when?: Shortcut['when']): void {
  const newest = useRef(run);
  newest.current = run;
  useEffect(() => {
    const own: Shortcut = { key, does, run: () => newest.current(), when };
    shortcuts.value = [...shortcuts.peek(), own];
    return () => {
      shortcuts.value = shortcuts.peek().filter((one) => one !== own);
    };
  }, [key, does]);
}

export function listenForShortcuts(): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.isComposing) return;
    const isMod = event.ctrlKey || event.metaKey;
    if (!isMod && (isTyping(event.target) || document.querySelector('dialog[open]'))) return;
    const key = isMod ? `Mod+${event.key}` : event.key;
    const meant = shortcuts.peek().findLast((one) => one.key === key && one.when?.(event.target) !== false);
    if (!meant) return;
    event.preventDefault();
    meant.run();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
