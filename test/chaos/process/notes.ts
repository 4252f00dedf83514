/** What a handler writes down about one run of a job. `at` is {@link machineMs}. */
export type LedgerNote = StartNote | AbortNote | EndNote;

interface NoteOfRun {
  readonly id: string;
  /** The claim's token: with the id, it names the run. */
  readonly token: string;
  /** The process, as the harness names it: slot and generation. */
  readonly worker: string;
  readonly at: number;
  /** The process's time of day, which may be skewed; for reading only. */
  readonly wall: string;
}

export interface StartNote extends NoteOfRun {
  readonly kind: 'start';
  readonly attempt: number;
}

/** The run was asked to stop; `reason` is the code of the signal's error. */
export interface AbortNote extends NoteOfRun {
  readonly kind: 'abort';
  readonly reason: string;
}

export interface EndNote extends NoteOfRun {
  readonly kind: 'end';
  readonly how: 'returned' | 'threw' | 'aborted';
}

/** What a `ledger` job asks for. */
export interface LedgerPayload {
  readonly ms: number;
  /** Fails until it has been retried this often. */
  readonly fail_first: number;
  /** Ids of the jobs that it leaves behind once it is done. */
  readonly follow_ups?: readonly string[];
}
