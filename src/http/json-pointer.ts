/** Longer names are cut: the sender chose their length. */
const MOST_CHARACTERS = 128;

/** The name of a field as a part of a JSON pointer (RFC 6901 §3). */
export function pointerPart(field: string): string {
  return field.slice(0, MOST_CHARACTERS).replace(/~/g, '~0').replace(/\//g, '~1');
}
