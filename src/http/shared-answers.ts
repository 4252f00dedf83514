import { Injectable } from '@nestjs/common';
import { systemClock } from '../core/clock';
import type { HttpRequest } from './exchange';

/** Of a request: an answer that is no older will do (RFC 9111 §5.2.1.1; seconds). */
const MAX_AGE = /(?:^|[\s,])max-age=(\d{1,6})(?=[\s,]|$)/i;
/** Older ones are kept for nobody (ms). */
const MOST_AGE_MS = 10_000;
/** Beyond so many, each asks for itself. */
const MOST_KEPT = 200;

interface Known {
  /** When it was asked for: what it tells is no older. */
  readonly at: number;
  readonly answer: Promise<string>;
  pending: boolean;
}

/**
 * Answers to reads that several viewers ask for: whoever sends `Cache-Control: max-age=2` takes one that another got in
 * the last two seconds, and waits for one that is on its way. So ten viewers of a dashboard cost the store what one does.
 * Who does not send it gets the answer of this moment, as ever.
 */
@Injectable()
export class SharedAnswers {
  private readonly known = new Map<string, Known>();

  /**
   * @param namespace which the request is about, and the key that came with it may read
   * @param make the answer, as JSON text
   */
  async of(request: HttpRequest, namespace: string, make: () => Promise<string>): Promise<string> {
    const maxAgeMs = maxAgeOf(request);
    if (maxAgeMs === 0) {
      return make();
    }
    const now = systemClock.monotonic();
    const name = `${namespace} ${request.url}`;
    const found = this.known.get(name);
    if (found !== undefined && (found.pending || now - found.at <= maxAgeMs)) {
      return found.answer;
    }
    this.forget(now);
    if (this.known.size >= MOST_KEPT) {
      return make();
    }
    const answer = make();
    const known: Known = { at: now, answer, pending: true };
    this.known.set(name, known);
    answer.then(
      () => (known.pending = false),
      // What failed is tried again by the next.
      () => this.known.get(name) === known && this.known.delete(name),
    );
    return answer;
  }

  private forget(now: number): void {
    for (const [name, { at, pending }] of this.known) {
      if (!pending && now - at > MOST_AGE_MS) {
        this.known.delete(name);
      }
    }
  }
}

function maxAgeOf(request: HttpRequest): number {
  const seconds = MAX_AGE.exec(request.headers['cache-control'] ?? '')?.[1] ?? '0';
  return Math.min(Number(seconds) * 1_000, MOST_AGE_MS);
}
