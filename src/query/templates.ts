import { createTemplateCache } from '../velocity/velocity.ts';

const TEMPLATES_KEPT = 500;

/** Parses a template, or finds it parsed; throws TemplateError. */
export const { parse: parseTemplate } = createTemplateCache(TEMPLATES_KEPT);
