/** A request body as a recording keeps it: JSON as its value, a form as an object of its fields, else the text. */
export function readBody(body: string, contentType = ''): unknown {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
