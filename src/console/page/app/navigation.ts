/** Which view is shown: `#/live/REQUEST-ID` is the view `live` with the path `['REQUEST-ID']`. */
import { computed, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

interface Place {
  view: string;
  path: string[];
}

export const place = computed<Place>(() => {
  const [view = '', ...path] = hash.value.replace(/^#\/?/, '').split('/').map(decoded);
  return { view, path };
});

/** The address of a view. */
export const linkTo = (view: string, ...path: string[]): string =>
  `#/${[view, ...path].map(encodeURIComponent).join('/')}`;

export function goTo(view: string, ...path: string[]): void {
  location.hash = linkTo(view, ...path);
  // The browser tells of it later, and a second key may come before that.
  hash.value = location.hash;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// Keys that do something, wherever the focus is not in a field.

interface Shortcut {
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
