import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { bodiesInFlight } from './body-budget';
import { ProblemError, type ProblemCode } from './problem';
import { discard, isCompressed } from './read-body';

/** One line of a body, or why it could not be read. */
export type Line = { readonly text: string } | { readonly problem: ProblemError };

export interface LineLimits {
  readonly maxLineBytes: number;
  /** Of the whole body, after decompression. */
  readonly maxBytes: number;
  /** Blank ones too, or a sender could keep the process busy with nothing. */
  readonly maxLines: number;
}

const NEWLINE = 0x0a;
const BLANK = /^[ \t\r]*$/;

/**
 * The lines of a body as they arrive, those of each piece of it together; blank ones are left out. The client
 * is read from no faster than the lines are taken. A line that is too long or not UTF-8 is a problem of its
 * own. So is the point from which the body cannot be read on, and then it is the last. Holds one piece and
 * one line at a time.
 *
 * Whoever stops taking lines has the rest of the body thrown away, and waits for its end: a client that still
 * writes would not read the answer.
 *
 * @throws {ProblemError} `malformed` where the client left before the end, or nothing could be inflated.
 */
export async function* readLines(
  request: IncomingMessage,
  { maxLineBytes, maxBytes, maxLines }: LineLimits,
): AsyncGenerator<readonly Line[]> {
  const body = isCompressed(request.headers['content-encoding']) ? inflated(request) : request;
  const cutter = new LineCutter(maxLineBytes);
  const stop = (code: ProblemCode, what: string) => [
    { problem: new ProblemError(code, `From here on the body is ${what}`) },
  ];
  let size = 0;
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false })) {
      const bytes = piece as Buffer;
      size += bytes.length;
      if (size > maxBytes || cutter.lines > maxLines) {
        yield stop('too_large', `over ${maxBytes} bytes or ${maxLines} lines, and was not read`);
        return;
      }
      yield cutter.cut(bytes);
    }
    yield cutter.end();
  } catch (error) {
    if (error instanceof ProblemError) {
      yield [{ problem: error }];
      return;
    }
    if (!isZlibError(error)) {
      throw new ProblemError('malformed', 'The body ended before it was whole');
    }
    if (size === 0) {
      throw new ProblemError('malformed', 'The body is not gzip, as its Content-Encoding says');
    }
    yield stop('malformed', 'not gzip, as its Content-Encoding says');
  } finally {
    cutter.release();
    if (body !== request) {
      request.unpipe();
      body.destroy();
    }
    await discard(request);
  }
}

/** Not stream.pipeline: that would cut the client off before it has read what was wrong with its gzip. */
function inflated(request: IncomingMessage): Readable {
  const gunzip = createGunzip();
  request.on('error', () => undefined);
  request.once('close', () => {
    if (!request.complete) {
      gunzip.destroy(new Error('the client left'));
    }
  });
  return request.pipe(gunzip);
}

function isZlibError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && /^Z_/.test(String(error.code));
}

/** Cuts pieces of any size to lines. */
class LineCutter {
  private begun: Buffer[] = [];
  private size = 0;
  private count = 0;
  private held = 0;

  constructor(private readonly maxBytes: number) {}

  /** How many have ended, blank ones too. */
  get lines(): number {
    return this.count;
  }

  cut(piece: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, from)) {
      this.add(piece.subarray(from, at));
      lines.push(...this.end());
      from = at + 1;
    }
    this.add(piece.subarray(from));
    return lines;
  }

  /** The line so far. */
  end(): Line[] {
    const { begun, size } = this;
    this.release();
    this.size = 0;
    this.count += 1;
    if (size > this.maxBytes) {
      return [{ problem: new ProblemError('too_large', `The line is larger than ${this.maxBytes} bytes`) }];
    }
    const bytes = begun.length === 1 && begun[0] !== undefined ? begun[0] : Buffer.concat(begun, size);
    if (!isUtf8(bytes)) {
      return [{ problem: new ProblemError('malformed', 'The line is not UTF-8') }];
    }
    const text = bytes.toString('utf8');
    return BLANK.test(text) ? [] : [{ text }];
  }

  /** Lets go of the line so far. */
  release(): void {
    bodiesInFlight.give(this.held);
    this.held = 0;
    this.begun = [];
  }

  private add(part: Buffer): void {
    if (part.length === 0) {
      return;
    }
    this.size += part.length;
    if (this.size > this.maxBytes) {
      this.release(); // only its length is still of interest
    } else {
      bodiesInFlight.take(part.length);
      this.held += part.length;
      this.begun.push(part);
    }
  }
}
