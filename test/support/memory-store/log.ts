import {
  LOG_LINE_OVERHEAD,
  type LogAnswer,
  type LogLimits,
  type LogLine,
  type LogPage,
  type LogQuery,
  type LogWrite,
} from '../../../src/core/log-lines';
import type { MemoryNamespace } from './memory-namespace';

/** What handlers of one job wrote. */
export interface MemoryLog {
  /** The kept ones, oldest first. */
  readonly lines: LogLine[];
  written: number;
  /** The attempt that wrote last, and how many lines it wrote. */
  token: string | null;
  taken: number;
}

export function newLog(): MemoryLog {
  return { lines: [], written: 0, token: null, taken: 0 };
}

export function logBytes({ lines }: Pick<MemoryLog, 'lines'>): number {
  return lines.reduce((sum, { text }) => sum + Buffer.byteLength(text) + LOG_LINE_OVERHEAD, 0);
}

export function log(ns: MemoryNamespace, writes: readonly LogWrite[], limits: LogLimits): LogAnswer[] {
  return writes.map((write) => {
    const job = ns.held(write);
    if (typeof job === 'string') {
      return { result: job === 'gone' ? 'gone' : 'lost', taken: 0 };
    }
    const kept = job.log;
    const known = kept.token === write.token ? kept.taken : 0;
    const first = write.offset ?? known;
    const fresh = write.lines.slice(Math.max(0, known - first));
    if (fresh.length === 0) {
      return { result: 'ok', taken: known };
    }
    kept.written += Math.max(0, first - known);
    kept.token = write.token;
    kept.taken = first + write.lines.length;
    for (const { ageMs, text } of fresh) {
      kept.written += 1;
      kept.lines.push({ number: kept.written, at: ns.now - ageMs, attempt: job.attempt, text });
    }
    while (kept.lines.length > 1 && isOver(kept, limits)) {
      kept.lines.shift();
    }
    return { result: 'ok', taken: kept.taken };
  });
}

function isOver(kept: MemoryLog, { lines, bytes }: LogLimits): boolean {
  return kept.lines.length > lines || logBytes(kept) > bytes;
}

export function logOf({ jobs }: MemoryNamespace, id: string, query: LogQuery): LogPage | null {
  const job = jobs.get(id);
  if (job === undefined) {
    return null;
  }
  const { lines, written } = job.log;
  const { after, before, newestFirst, max } = query;
  const asked = lines.filter(
    ({ number }) => (after === null || number > after) && (before === null || number < before),
  );
  const inOrder = newestFirst ? asked.reverse() : asked;
  return { lines: inOrder.slice(0, max), more: inOrder.length > max, written, kept: lines.length };
}
