import { countKeys, duplicateKey } from './duplicate-keys';
import { exactNumbers, mayHoldInexactNumbers } from './exact-numbers';
import { endOfString } from './json-strings';
import { ProblemError } from './problem';

/** Deepest nesting of arrays and objects. Some JSON readers in other languages stop not far above this. */
export const MAX_DEPTH = 128;

/** A JSON text, read. */
export interface ParsedJson {
  /** As JSON.parse has it. */
  readonly value: unknown;
  /**
   * The same, but a number that a double cannot hold is a raw JSON text (JSON.rawJSON), so that writing it
   * out again gives the digits that came in. The same object as `value` where there is no such number.
   */
  readonly exact: unknown;
}

/**
 * @throws {ProblemError} `malformed` for what is not JSON, is nested deeper than {@link MAX_DEPTH}, or has a key twice
 *   in one object: of two readers, one would take the first (RFC 8259 §4, RFC 7493 §2.3).
 */
export function parseJson(text: string): ParsedJson {
  const keys = countKeysOfShallow(text);
  let value: unknown;
  let exact: unknown;
  try {
    value = JSON.parse(text);
    exact = mayHoldInexactNumbers(text) ? exactNumbers(text) : value;
  } catch {
    throw new ProblemError('malformed', 'This is not JSON');
  }
  if (keys !== countKeys(value)) {
    const key = JSON.stringify(duplicateKey(text)?.slice(0, LONGEST_SHOWN));
    throw new ProblemError('malformed', `One object has the key ${key} twice`);
  }
  return { value, exact };
}

/** Of a key in a message. */
const LONGEST_SHOWN = 64;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * How many keys the text writes, twice or not. Before the parser sees it: JSON.stringify and handlers' own code
 * recurse, and would overflow their stack on what is deep.
 */
function countKeysOfShallow(text: string): number {
  let depth = 0;
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === COLON) {
      keys += 1;
    } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH) {
        throw new ProblemError('malformed', `This is nested deeper than ${MAX_DEPTH} levels`);
      }
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) {
      depth -= 1;
    }
  }
  return keys;
}

/**
 * The texts of the elements of an array, without parsing them: each can be read by itself, with its numbers
 * as they were written.
 *
 * @param text a JSON text, known to be well-formed and an array
 */
export function* elementTexts(text: string): Generator<string> {
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      depth += 1;
      from = depth === 1 ? at + 1 : from;
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) {
      depth -= 1;
      if (depth === 0 && text.slice(from, at).trim() !== '') {
        yield text.slice(from, at);
      }
    } else if (code === COMMA && depth === 1) {
      yield text.slice(from, at);
      from = at + 1;
    }
  }
}
