import { render } from 'preact';
import { App } from './app/app.ts';
import { html } from './parts/html.ts';

render(html`<${App} />`, document.body);
