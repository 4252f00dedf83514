/**
 * How a job's longer texts lie in its hash: numbered fields of at most 64 bytes up to 512 bytes in all, which
 * keeps the hash in its compact form (one longer value would double a small job's memory); above that in a
 * string key of its own. Pieces end at character borders, so each is valid UTF-8 by itself.
 */

const PIECE_BYTES = 64;
const INLINE_BYTES = 512;
const MOST_PIECES = 9;

/** A script argument list for a text: its number of pieces and the pieces, or -1 and the whole text. */
export function pushText(argv: string[], text: string, firstBytes = PIECE_BYTES): void {
  if (text.length === 0) {
    argv.push('0');
    return;
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > INLINE_BYTES) {
    argv.push('-1', text);
    return;
  }
  const pieces = bytes === text.length ? cutAscii(text, firstBytes) : cutUtf8(Buffer.from(text), firstBytes);
  if (pieces.length > MOST_PIECES) {
    argv.push('-1', text);
    return;
  }
  argv.push(String(pieces.length), ...pieces);
}

function cutAscii(text: string, firstBytes: number): string[] {
  if (text.length <= firstBytes) {
    return [text];
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
