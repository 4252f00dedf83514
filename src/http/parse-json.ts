import { exactNumbers, mayHoldInexactNumbers } from './exact-numbers';
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

/** @throws {ProblemError} `malformed` for what is not JSON, or is nested deeper than {@link MAX_DEPTH}. */
export function parseJson(text: string): ParsedJson {
  requireShallow(text);
  try {
    const value: unknown = JSON.parse(text);
    return { value, exact: mayHoldInexactNumbers(text) ? exactNumbers(text) : value };
  } catch {
    throw new ProblemError('malformed', 'This is not JSON');
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Before the parser sees it: JSON.stringify and handlers' own code recurse, and would overflow their stack. */
function requireShallow(text: string): void {
  if (text.length <= MAX_DEPTH) {
    return; // shorter than the brackets that it would need
  }
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH) {
        throw new ProblemError('malformed', `This is nested deeper than ${MAX_DEPTH} levels`);
      }
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) {
      depth -= 1;
    }
  }
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

/** Where the string that starts at `from` ends; the end of the text if it does not. */
function endOfString(text: string, from: number): number {
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
