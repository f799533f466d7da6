/** An image as providers other than OpenAI want it: its bytes, or where they are. */
export type ImageSource = { mediaType: string; base64: string } | { url: string };

/** Reads a `data:` URL; any other address is passed on. */
export function imageSource(url: string): ImageSource {
  const [, mediaType, encoding, data] = /^data:([^;,]*)(?:;[^;,]*)*?(;base64)?,(.*)$/is.exec(url) ?? [];
  if (data === undefined) return { url };
  return {
    mediaType: mediaType || 'image/png',
    base64: encoding ? data : Buffer.from(decodeURIComponent(data)).toString('base64'),
  };
}
