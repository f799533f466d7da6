/** Files from and to the visitor's machine. */
import { useRef } from 'preact/hooks';
import { html } from '../html.ts';
import { Button } from './button.ts';

/** Has the browser keep it as a file. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // Not at once: the browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export interface FileButtonProps {
  label: string;
  /** As the attribute `accept` has it. */
  accept?: string;
  multiple?: boolean;
  busy?: boolean;
  onFiles(files: File[]): void;
}

/** Asks for files; the same file can be chosen twice in a row. */
export function FileButton({ label, accept, multiple = false, busy = false, onFiles }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const choose = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    const files = [...(currentTarget.files ?? [])];
    currentTarget.value = '';
    if (files.length > 0) onFiles(files);
  };
  return html`
    <input ref=${input} type="file" hidden accept=${accept} multiple=${multiple} aria-label=${label} onChange=${choose} />
    <${Button} busy=${busy} onClick=${() => input.current?.click()}>${label}<//>
  `;
}
