/** What a client has of an answer when it ends, and whether it ended as it should. */
export async function readBroken(response: Response): Promise<{ text: string; isWhole: boolean }> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
    return { text, isWhole: true };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { text, isWhole: false };
  }
}
