/**
 * What could move the cursor, colour the screen, set a title or turn the writing direction: controls (C0, DEL,
 * C1), formats (bidirectional marks, zero width), line and paragraph separators, halves of surrogate pairs.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text of others, for one line of a terminal: it can only be read. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? escape(character));
}

/** As {@link safeText}, but lines stay lines. */
export function safeLines(text: string): string {
  return text.split('\n').map(safeText).join('\n');
}

/** Cut to at most this many characters, with a sign that it was. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const characters = Array.from(text.slice(0, 2 * most + 2));
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
