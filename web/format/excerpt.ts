export interface Excerpt {
  readonly text: string;
  /** Whether it is all of it. */
  readonly whole: boolean;
}

/** The beginning of a text, by characters and by lines; never half of a character. */
export function excerptOf(
  text: string,
  most: { readonly characters: number; readonly lines: number },
): Excerpt {
  let end = Math.min(text.length, most.characters);
  let at = -1;
  for (let lines = 0; lines < most.lines; lines += 1) {
    at = text.indexOf('\n', at + 1);
    if (at < 0 || at >= end) {
      at = -1;
      break;
    }
  }
  if (at >= 0) {
    end = at;
  }
  if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) {
    end -= 1;
  }
  return { text: text.slice(0, end), whole: end >= text.length };
}
