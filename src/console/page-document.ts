/** The document of the page, and the policy that it is served with. */
import { createHash } from 'node:crypto';

export interface PageParts {
  /** Addresses of style sheets, in their order. */
  styles: string[];
  /** Of the module that starts the page. */
  entry: string;
  /** Of modules to fetch along with it. */
  preload: string[];
  /** What bare names in modules stand for. */
  imports: Record<string, string>;
}

export function pageDocument({ styles, entry, preload, imports }: PageParts): { html: string; policy: string } {
  const importMap = JSON.stringify({ imports });
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>vectara-emulator</title>
<link rel="icon" href="/console/icon.svg" type="image/svg+xml">
${styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
<script type="importmap">${importMap}</script>
${preload.map((href) => `<link rel="modulepreload" href="${href}">`).join('\n')}
<script type="module" src="${entry}"></script>
</head>
<body><noscript>The console needs JavaScript.</noscript></body>
</html>
`;
  return { html, policy: policyFor(importMap) };
}

/** Nothing but this server's own files and API: text of a document, prompt or upstream could not run if it got in. */
function policyFor(importMap: string): string {
  const hash = createHash('sha256').update(importMap).digest('base64');
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
