import { stripVTControlCharacters } from 'node:util';

const ELLIPSIS = '…';

/**
 * Text that is safe to store, log and show: no terminal escapes, no control characters but newline and tab,
 * no lone surrogates (which have no UTF-8), at most `maxBytes` bytes of UTF-8, cut between characters.
 */
export function boundedText(text: string, maxBytes: number): string {
  // Nobody reads 50 MB: what is certain to be cut off is not looked at.
  const head = text.length > maxBytes * 2 ? text.slice(0, maxBytes * 2) : text;
  const clean = stripVTControlCharacters(head)
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd');
  return truncateUtf8(clean, maxBytes);
}

function truncateUtf8(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) {
    return text;
  }
  const bytes = Buffer.from(text);
  let end = Math.max(0, maxBytes - Buffer.byteLength(ELLIPSIS));
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) {
    end -= 1;
  }
  return bytes.toString('utf8', 0, end) + ELLIPSIS;
}
