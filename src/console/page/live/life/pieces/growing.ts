import { useEffect, useState } from 'preact/hooks';

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
