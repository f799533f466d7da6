const INSTRUCTION =
  /\b(?:cite|citations?|cited|answer(?:s|ing)?|respond|response|reply|query|question|search results?|instructions?|summar(?:y|ise|ize|ies)|do not|don't|you are|you must|you should|your|must|only use|use only|make sure|ensure|if the|step|steps|language|passages?|provided|assistant)\b/i;

/** A line that begins to tell what to do, so that what precedes it is over. */
const HEADING =
  /^[^\p{L}\n]*(?:the\s+)?(?:user(?:['’]s)?\s+)?(?:question|query|instructions?|task|answer|response|summary)\s*\**\s*:/imu;
const RULE = /^[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,}|`{3,}|"{3,}|'{3,}|<\/?[\w -]+>)[ \t]*$/m;
const REQUEST =
  /\n[ \t]*\n[^\p{L}\n]*(?=(?:question|query|instructions?|task|answer|based on|according to|using|use (?:only|the)|please|generate|provide|summari[sz]e|write|given|now|remember|respond|reply|cite|do not|don't|only|if (?:the|no)|what|who|when|where|why|how|which)\b)/iu;

/** Whether a piece of text tells the model what to do, rather than something it may quote. */
export function looksLikeInstruction(text: string): boolean {
  return INSTRUCTION.test(text);
}

/** Whether most of the pieces are instructions. */
export function areInstructions(texts: string[]): boolean {
  return texts.filter(looksLikeInstruction).length * 2 > texts.length;
}

/** Where the last passage of a list ends and the prompt goes on: the number of characters that belong to it. */
export function endOfPassage(text: string, passagesAreParagraphs: boolean): number {
  const lead = text.length - text.replace(/^[\s"'`=*_-]+/, '').length;
  const body = text.slice(lead);
  const ends = [HEADING, RULE, REQUEST, ...(passagesAreParagraphs ? [/\n[ \t]*\n/] : [])]
    .map((pattern) => body.search(pattern))
    .filter((position) => position > 0);
  return lead + Math.min(body.length, ...ends);
}
