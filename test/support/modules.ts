/** What JavaScript modules import, read by a parser: bundles are written without line breaks. */
import { parseSync } from 'rolldown/utils';

/** Names of the modules that are loaded with this one. */
export function staticImports(code: string): string[] {
  const { staticImports, staticExports } = parseSync('module.js', code).module;
  const requests = [
    ...staticImports.map(({ moduleRequest }) => moduleRequest),
    ...staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest)),
  ];
  return requests.flatMap((request) => request?.value ?? []);
}

/** Names of the modules that are loaded when they are needed, as far as they are written out. */
export function dynamicImports(code: string): string[] {
  return parseSync('module.js', code).module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const name = /^(["'`])(.*)\1$/.exec(code.slice(start, end))?.[2];
    return name === undefined ? [] : [name];
  });
}
