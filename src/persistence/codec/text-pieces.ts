/**
 * How a job's longer texts lie in its hash: numbered fields of at most 64 bytes up to 512 bytes in all, which
 * keeps the hash in its compact form (one longer value would double a small job's memory); above that in a
 * string key of its own. Pieces end at character borders, so each is valid UTF-8 by itself.
 */

const PIECE_BYTES = 64;
const INLINE_BYTES = 512;
const MOST_PIECES = 9;

/** First letter of the numbered fields: body, result, error, progress. */
export type Letter = 'b' | 'r' | 'e' | 'g';

/**
 * Puts a text on a script's argument list: how many arguments follow and then field, value...; or -1 and the
 * whole text for one that gets a key of its own.
 */
export function pushText(argv: string[], letter: Letter, text: string): void {
  const pieces = cutText(text);
  if (pieces === null) {
    argv.push('-1', text);
    return;
  }
  argv.push(String(2 * pieces.length));
  pushPieces(argv, letter, pieces, 0);
}

/** Field, value... from the piece `from` on. */
export function pushPieces(argv: string[], letter: Letter, pieces: readonly string[], from: number): void {
  for (let piece = from; piece < pieces.length; piece += 1) {
    argv.push(letter + String(piece), pieces[piece] ?? '');
  }
}

/**
 * @param firstBytes most bytes of the first piece.
 * @returns null for a text that needs a key of its own.
 */
export function cutText(text: string, firstBytes = PIECE_BYTES): string[] | null {
  if (text.length > INLINE_BYTES) {
    return null;
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > INLINE_BYTES) {
    return null;
  }
  const pieces = bytes === text.length ? cutAscii(text, firstBytes) : cutUtf8(Buffer.from(text), firstBytes);
  return pieces.length > MOST_PIECES ? null : pieces;
}

function cutAscii(text: string, firstBytes: number): string[] {
  if (text.length <= firstBytes) {
    return text === '' ? [] : [text];
  }
  const pieces = [text.slice(0, firstBytes)];
  for (let at = firstBytes; at < text.length; at += PIECE_BYTES) {
    pieces.push(text.slice(at, at + PIECE_BYTES));
  }
  return pieces;
}

function cutUtf8(bytes: Buffer, firstBytes: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    let end = Math.min(bytes.length, start + (pieces.length === 0 ? firstBytes : PIECE_BYTES));
    // A continuation byte (10xxxxxx) belongs to the character before it.
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) {
      end -= 1;
    }
    pieces.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return pieces;
}
