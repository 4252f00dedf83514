import type { LedgerNote } from '../process/notes';
import type { Execution } from './evidence';

type Open = { -readonly [K in keyof Execution]: Execution[K] };

/** Puts the notes of each run together. Notes of one run are in the order in which they were made. */
export function executionsOf(notes: Iterable<LedgerNote>): {
  readonly executions: readonly Execution[];
  readonly startedAgain: readonly LedgerNote[];
} {
  const runs = new Map<string, Open>();
  const startedAgain: LedgerNote[] = [];
  for (const note of notes) {
    const key = `${note.id} ${note.token}`;
    const run = runs.get(key);
    if (note.kind === 'start') {
      if (run === undefined) {
        runs.set(key, opened(note));
      } else {
        startedAgain.push(note);
      }
    } else if (run === undefined) {
      throw new Error(`the ledger has no start for ${JSON.stringify(note)}`);
    } else if (note.kind === 'abort') {
      run.abortedAt = note.at;
      run.abortReason = note.reason;
    } else {
      run.endedAt = note.at;
      run.how = note.how;
    }
  }
  return { executions: [...runs.values()], startedAgain };
}

function opened({ id, token, worker, attempt, at }: Extract<LedgerNote, { kind: 'start' }>): Open {
  return {
    id,
    token,
    worker,
    attempt,
    startedAt: at,
    endedAt: null,
    how: null,
    abortedAt: null,
    abortReason: null,
  };
}
