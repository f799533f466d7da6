/** TypeScript without its types, every other character where it was: what Node does with the rest of the sources. */
export async function stripTypes(source: string): Promise<string> {
  // A devDependency: the published page is plain JavaScript.
  const { transformSync } = await import('amaro');
  return transformSync(source, { mode: 'strip-only' }).code;
}
