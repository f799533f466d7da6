import { useEffect, useRef } from 'preact/hooks';
import { html } from './html.ts';

export interface LinkBarProps {
  /** For screen readers. */
  label: string;
  links: readonly { id: string; title: string; href: string; key?: string }[];
  current: string;
}

/** Links to places of one kind, side by side; where they do not fit, the current one is scrolled into view. */
export function LinkBar({ label, links, current }: LinkBarProps) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    const [frame, link] = [bar.current!, bar.current!.querySelector<HTMLElement>('[aria-current]')];
    if (link) frame.scrollLeft = link.offsetLeft - frame.offsetLeft - (frame.clientWidth - link.offsetWidth) / 2;
  }, [current]);
  return html`<nav ref=${bar} class="link-bar" aria-label=${label}>
    ${links.map(
      ({ id, title, href, key }) =>
        html`<a href=${href} aria-current=${id === current ? 'page' : undefined} aria-keyshortcuts=${key}>${title}</a>`,
    )}
  </nav>`;
}
