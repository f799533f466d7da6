import { effect, signal } from '@preact/signals';
import { Button } from '../parts/forms/button.ts';
import { html } from '../parts/html.ts';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const STORED = 'vectara-emulator.theme';
const theme = signal<Theme>(THEMES.find((one) => one === localStorage.getItem(STORED)) ?? 'auto');

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  localStorage.setItem(STORED, theme.value);
});

const SIGNS: Record<Theme, string> = { auto: '◐', light: '☀', dark: '☾' };

export function ThemeButton() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
  return html`<${Button} kind="quiet" label=${`Colours: ${theme.value}`} title=${`Colours: ${theme.value}`}
    onClick=${() => (theme.value = next)}>${SIGNS[theme.value]}<//>`;
}
