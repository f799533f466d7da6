/** Old listings showed templates as `{"type":"VELOCITY","text":…}`; what was copied from there still works (reference §3.5). */
export function unwrapTemplate(template: string): string {
  if (!/^\s*\{\s*"(type|text)"/.test(template)) return template;
  try {
    const wrapper = JSON.parse(template);
    return wrapper.type === 'VELOCITY' && typeof wrapper.text === 'string' ? wrapper.text : template;
  } catch {
    return template;
  }
}
