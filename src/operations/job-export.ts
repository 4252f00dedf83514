import type { JobRecord } from '../core/job';
import { problemOf } from '../http/problem-of';

/** Ends an export before its end, with the reason as the trailer has it; null: go on. */
export type StopAsked = () => string | null;

/**
 * The lines of an export: one for each job, and a last one that says whether that was all. What a job's line is never
 * has the member `export`; the last line has nothing else.
 *
 * @param pages an error ends the export, which then says that it is not complete
 */
export async function* exportLines(
  pages: AsyncIterable<readonly JobRecord[]>,
  render: (jobs: readonly JobRecord[]) => Promise<readonly string[]>,
  stopAsked: StopAsked,
): AsyncGenerator<string> {
  let jobs = 0;
  try {
    for await (const page of pages) {
      const reason = stopAsked();
      if (reason !== null) {
        yield trailer(jobs, reason);
        return;
      }
      if (page.length > 0) {
        const lines = await render(page);
        jobs += lines.length;
        yield `${lines.join('\n')}\n`;
      }
    }
  } catch (error) {
    yield trailer(jobs, problemOf(error)?.code ?? 'internal');
    return;
  }
  yield trailer(jobs, null);
}

function trailer(jobs: number, reason: string | null): string {
  return `${JSON.stringify({ export: { complete: reason === null, jobs, reason } })}\n`;
}
