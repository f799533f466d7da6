// The template language (docs/behaviour/prompts.md, Velocity): what the rest of the product may use of this folder.

export type { Template } from './ast.ts';
export type { EscapingMode } from './escaping.ts';
export { TemplateError } from './meter.ts';
export { createTemplateCache, parseTemplate, type TemplateCache } from './parse-template.ts';
export { type Rendered, type RenderOptions, renderTemplate } from './render.ts';
export { accessors, fromJson, type TemplateMethod, TemplateObject, type Value } from './value.ts';
