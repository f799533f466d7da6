// The template language (reference §4.5): what the rest of the product may use of this folder.

export type { EscapingMode } from './escaping.ts';
export { type RenderOptions, renderTemplate } from './evaluate/render/render-template.ts';
export type { Template } from './parse/ast.ts';
export { parseTemplate } from './parse/parse-template.ts';
export { escapingModeOf } from './parse/scan/escaping-mode.ts';
export { createTemplateCache, type TemplateCache } from './template-cache.ts';
export { TemplateError } from './template-error.ts';
export { accessors, type TemplateMethod, TemplateObject } from './template-object.ts';
export { fromJson, type Value } from './value.ts';
