/**
 * A script's counterpart in TypeScript: what it takes and what its answer means. One file for each script; a
 * test holds `argv` against the script's header.
 */
export interface Command<Input, Output> {
  /** File name in scripts/ without its ending. */
  readonly script: string;
  /** The script's arguments, word for word as its header lists them. */
  readonly argv: string;
  /** @param resent true if an earlier try of this very call may have been carried out. */
  encode(input: Input, resent: boolean): string[];
  /** @param resent as for `encode`: the answer may be about what the earlier try did. */
  decode(reply: unknown, input: Input, resent: boolean): Output;
}

/** A reply that is a list. */
export function listed(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) {
    throw new TypeError(`a script answered ${typeof reply} in place of a list`);
  }
  return reply;
}

/** A reply that is a list of texts. */
export function texts(reply: unknown): readonly string[] {
  return listed(reply) as readonly string[];
}
