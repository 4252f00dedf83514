/** A stretch of text; `escape` where it stands for characters that are not to be seen or would move others. */
export interface Stretch {
  readonly text: string;
  readonly escape: boolean;
}

/** Controls (tab and line feed apart), zero-width and other format characters, bidirectional ones, lone surrogates. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** Text as it can be shown without fooling its reader: `\u202e` instead of what turns the line around. */
export function visibleText(text: string, { lines = false } = {}): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    const [character] = match;
    if (lines && (character === '\n' || character === '\t')) {
      continue;
    }
    if (match.index > from) {
      stretches.push({ text: text.slice(from, match.index), escape: false });
    }
    stretches.push({ text: escaped(character), escape: true });
    from = match.index + character.length;
  }
  if (from < text.length || stretches.length === 0) {
    stretches.push({ text: text.slice(from), escape: false });
  }
  return stretches;
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) {
    return short;
  }
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
