/** Preact without a build step: markup as tagged templates. Text in `${}` is always text, never markup. */
export { html } from 'htm/preact';
