import type { IncomingMessage } from 'node:http';
import { elementTexts } from '../http/parse-json';
import { invalid, ProblemError } from '../http/problem';
import { isNdjson, readJsonText } from '../http/read-body';
import { readLines, type Line } from '../http/read-lines';

/** Most jobs in one bulk. */
export const MAX_BULK_JOBS = 10_000;

/** Of an array, which is held whole. Whoever has more sends lines, or several requests. */
export const MAX_ARRAY_BYTES = 16 * 1024 * 1024;

/** Of all lines together. Only one is held at a time. */
export const MAX_LINES_BYTES = 256 * 1024 * 1024;

/** Ends a body of blank lines. */
const MAX_LINES = 100_000;

/** How many elements of an array are handed on together. */
const AT_ONCE = 100;

/**
 * The texts of a bulk's jobs as they come.
 *
 * An array is read whole first, and refused whole: for broken JSON, or for more than {@link MAX_BULK_JOBS}.
 * Lines go on as they arrive, so what is wrong later cannot undo what came before: from the first line too many, the rest
 * is refused with one problem, which is the last.
 *
 * @throws {ProblemError} where the request cannot be a bulk; before the first job, or when the sender left.
 */
export function bulkSource(request: IncomingMessage, maxLineBytes: number): AsyncGenerator<readonly Line[]> {
  return isNdjson(request) ? linesOf(request, maxLineBytes) : elementsOf(request);
}

async function* linesOf(request: IncomingMessage, maxLineBytes: number): AsyncGenerator<readonly Line[]> {
  const limits = { maxLineBytes, maxBytes: MAX_LINES_BYTES, maxLines: MAX_LINES };
  let room = MAX_BULK_JOBS;
  for await (const lines of readLines(request, limits)) {
    if (lines.length > room) {
      yield [...lines.slice(0, room), { problem: tooMany('; this line and all after it were not taken') }];
      return;
    }
    room -= lines.length;
    yield lines;
  }
}

async function* elementsOf(request: IncomingMessage): AsyncGenerator<readonly Line[]> {
  const text = await readJsonText(request, MAX_ARRAY_BYTES);
  requireBulk(text);
  let some: Line[] = [];
  for (const element of elementTexts(text)) {
    some.push({ text: element });
    if (some.length === AT_ONCE) {
      yield some;
      some = [];
    }
  }
  yield some;
}

/** The parsed value is let go of again: the jobs are read one by one, so that they need not all be held. */
function requireBulk(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProblemError('malformed', 'This is not JSON');
  }
  if (!Array.isArray(value)) {
    throw invalid([{ pointer: '', detail: 'The body must be an array of jobs' }]);
  }
  if (value.length > MAX_BULK_JOBS) {
    throw tooMany(`, not ${value.length}`);
  }
}

function tooMany(what: string): ProblemError {
  return new ProblemError('too_large', `A request holds at most ${MAX_BULK_JOBS} jobs${what}`);
}
