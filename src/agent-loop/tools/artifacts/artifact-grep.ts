import { type Regex, type RegexBudget, RegexError } from '../../../basics/regular-expressions.ts';
import { inTurns } from '../../../basics/turns.ts';
import { ArtifactGrep } from '../../../v2/tools/built-in-arguments.ts';
import { builtInTool } from '../built-in-tool.ts';
import { ToolError } from '../tool.ts';
import { findTextArtifact, type Line, linesOf } from './artifact-text.ts';
import { compilePattern, type GrepOptions, readGrepOptions } from './grep-options.ts';

/** Of what is shown. */
const MOST_LINES = 200;
const MOST_CHARACTERS = 64 * 1024;

/** Of one line, see RegexBudget: some milliseconds. */
const MOST_UNITS = 2_000_000;

const budget: RegexBudget = {
  spend(units) {
    if (units > MOST_UNITS) throw new RegexError('it takes too long to match');
  },
};

/** Shows the model the lines of an artifact that match a pattern. */
export const artifactGrep = builtInTool<'artifact_grep', typeof ArtifactGrep>(
  ArtifactGrep,
  async ({ artifact_id, pattern, grep_options = [] }, call) => {
    const options = readGrepOptions(grep_options);
    const regex = compilePattern(pattern, options);
    const artifact = findTextArtifact(call, artifact_id, 'Only texts have lines to look through.');
    const found = createFound(regex, options);
    try {
      await inTurns(untilDone(linesOf(call, artifact), found), (line) => {
        call.signal.throwIfAborted();
        found.look(line);
      });
    } catch (error) {
      if (error instanceof RegexError) throw new ToolError(`The pattern cannot be used: ${error.message}.`);
      throw error;
    }
    return { output: { artifact_id, pattern, ...found.shown() } };
  },
);

function* untilDone(lines: Iterable<Line>, found: { isDone(): boolean }): Generator<Line> {
  for (const line of lines) {
    yield line;
    if (found.isDone()) return;
  }
}

function createFound(regex: Regex, { invert, lineNumbers, count, onlyMatching, most, ...context }: GrepOptions) {
  const { before, after } = count || onlyMatching ? { before: 0, after: 0 } : context;
  const shown: string[] = [];
  let characters = 0;
  let truncated = false;
  let matches = 0;
  /** Counts lines; `shownLast` is the one that was shown last. */
  let seen = 0;
  let shownLast = 0;
  /** Lines that may come before the next match, and how many follow the one before. */
  const earlier: Line[] = [];
  let following = 0;

  function show({ number, text }: Line, separator: ':' | '-'): void {
    const line = lineNumbers ? `${number}${separator}${text}` : text;
    const fits = shown.length < MOST_LINES && characters + line.length <= MOST_CHARACTERS;
    if (!fits) truncated = true;
    if (truncated) return;
    shown.push(line);
    characters += line.length + 1;
  }

  function showAt(place: number, line: Line, separator: ':' | '-'): void {
    const isGap = shownLast > 0 && place > shownLast + 1 && before + after > 0;
    if (isGap && !truncated) shown.push('--');
    show(line, separator);
    shownLast = place;
  }

  function showMatch(line: Line): void {
    for (const [index, one] of earlier.entries()) showAt(seen - earlier.length + index, one, '-');
    earlier.length = 0;
    showAt(seen, line, ':');
  }

  function showMatchesIn({ number, text }: Line): void {
    if (invert || truncated) return;
    for (const match of regex.matches(text, budget)) {
      const found = match.group(0);
      if (found) show({ number, text: found }, ':');
    }
  }

  return {
    look(line: Line): void {
      seen += 1;
      if (matches < most && regex.test(line.text, budget) !== invert) {
        matches += 1;
        following = after;
        if (onlyMatching) showMatchesIn(line);
        else if (!count) showMatch(line);
      } else if (following > 0) {
        following -= 1;
        showAt(seen, line, '-');
      } else if (before > 0) {
        earlier.push(line);
        if (earlier.length > before) earlier.shift();
      }
    },
    isDone: () => matches >= most && following === 0,
    shown: () => ({ match_count: matches, matches: count ? String(matches) : shown.join('\n'), truncated }),
  };
}
