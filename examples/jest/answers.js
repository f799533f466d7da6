/** The code under test: what our handbook says, or a sentence to show when Vectara cannot be asked. */
export async function answer({ url, apiKey }, question) {
  const response = await fetch(`${url}/v2/corpora/handbook/query`, {
    method: 'POST',
    headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ query: question, search: { limit: 3 }, generation: {} }),
  });
  if (response.status === 429) return 'Too many questions at once. Try again in a minute.';
  if (!response.ok) return 'The handbook cannot be asked just now.';
  const { summary } = await response.json();
  return summary;
}
