/** Which view is shown: `#/live/REQUEST-ID` is the view `live` with the path `['REQUEST-ID']`. */
import { computed, signal } from '@preact/signals';

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

export interface Place {
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
