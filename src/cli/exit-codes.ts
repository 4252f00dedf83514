/** What a command ends with; scripts decide by these. */
export const EXIT = {
  ok: 0,
  /** The server answered, and the answer is no; or the job that was waited for did not complete. */
  refused: 1,
  /** The command line is wrong; nothing was sent. */
  usage: 2,
  /** No answer. What was sent may have arrived all the same. */
  unreachable: 3,
  /** The job is not done yet (`--timeout`). */
  unfinished: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
