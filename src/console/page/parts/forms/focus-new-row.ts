import { useLayoutEffect, useRef } from 'preact/hooks';

/** For a list of rows to fill in: a row that is added gets the focus. Gives the ref of what is around the rows. */
export function useFocusOnNewRow<T extends HTMLElement>(rowClass: string, rows: number) {
  const around = useRef<T>(null);
  const before = useRef(rows);
  useLayoutEffect(() => {
    const added = rows > before.current ? [...around.current!.querySelectorAll(`.${rowClass}`)].at(-1) : undefined;
    added?.querySelector('input')?.focus();
    before.current = rows;
  }, [rows]);
  return around;
}
