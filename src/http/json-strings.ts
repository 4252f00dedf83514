const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Up to here a loop is faster than a call of indexOf: keys and ids. */
const SHORT = 24;

/** Where the string of a JSON text that starts at `from` ends; the end of the text if it does not. */
export function endOfString(text: string, from: number): number {
  const short = Math.min(from + SHORT, text.length);
  for (let at = from + 1; at < short; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      return at;
    }
    if (code === BACKSLASH) {
      break;
    }
  }
  let at = from;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at === -1) {
      return text.length;
    }
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) {
      escapes += 1;
    }
    if (escapes % 2 === 0) {
      return at;
    }
  }
}
