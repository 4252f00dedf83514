/** What is wrong with one part of a payload. */
export interface PayloadProblem {
  /** JSON pointer (RFC 6901) into the payload; empty for the payload itself. */
  readonly pointer: string;
  readonly detail: string;
}

/**
 * Says what keeps the jobs of one type from ever running with this payload; nothing if all is well. Asked before a
 * job is stored, so it is quick, waits for nothing, and never throws.
 */
export type PayloadCheck = (payload: unknown) => readonly PayloadProblem[];
