/** `…/chat/completions` becomes `…/responses`, anything else gets it appended; the query stays (reference §2.5.2). */
export function responsesUrl(uri: string): string {
  const url = new URL(uri);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = path.endsWith('/responses') ? path : `${path.replace(/\/chat\/completions$/, '')}/responses`;
  return url.href;
}
