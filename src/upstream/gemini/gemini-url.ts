/**
 * The registered URI stripped of model path, method and query, then rebuilt from `model` (reference §2.5.3): Vertex AI
 * form when the path names a project, AI Studio form otherwise.
 */
export function geminiUrl(uri: string, model: string, stream: boolean): string {
  const { origin, pathname } = new URL(uri);
  const base = pathname
    .replace(/\/+$/, '')
    .replace(/:[A-Za-z]+$/, '')
    .replace(/(\/publishers\/[^/]+)?\/models(\/[^/]+)?$|\/publishers\/[^/]+$/, '');
  const prefix = base.includes('/projects/') ? `${base}/publishers/google` : base || '/v1beta';
  const method = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  return `${origin}${prefix}/models/${encodeURIComponent(model)}:${method}`;
}
