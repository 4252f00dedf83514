import type { EventBatch, EventRecord, EventRun } from '../core/event-batch';

/** Events that are written for all clients at once who want them. */
const EVENTS_A_PIECE = 64;

/** A part of a run as Server-Sent Events. */
export interface Piece {
  /** Places of its first event in the batch, and of the one behind its last. */
  readonly from: number;
  readonly to: number;
  readonly bytes: Buffer;
}

/** A run of a batch, as the clients of this process get it: what one of them needs is written once for all of them. */
export class RunFrames {
  private written: readonly Piece[] | null = null;
  private readonly open: string;
  private readonly middle: string;
  private readonly close: string;

  constructor(
    private readonly batch: EventBatch,
    readonly run: EventRun,
  ) {
    const { event, queue, type, at, attempt, errorCode, by } = run;
    const time = new Date(at).toISOString();
    this.open = `\nevent: ${event}\ndata: {"event":"${event}",`;
    if (type === null) {
      this.middle = `"queue":${JSON.stringify(queue)},"at":"${time}","jobs":`;
      this.close = `,"by":${JSON.stringify(by)}}\n\n`;
    } else {
      this.middle = `,"queue":${JSON.stringify(queue)},"type":${JSON.stringify(type)},"at":"${time}","attempt":${attempt},"duration_ms":`;
      this.close = `,"error_code":${JSON.stringify(errorCode)}}\n\n`;
    }
  }

  /** Place of the first event behind it. */
  get to(): number {
    return this.run.from + this.run.records.length;
  }

  /** All of it. */
  pieces(): readonly Piece[] {
    this.written ??= this.write();
    return this.written;
  }

  /** The events of it that are about one job. */
  *about(job: string): Iterable<Piece> {
    for (const [index, record] of this.run.records.entries()) {
      if (record.job === job) {
        const place = this.run.from + index;
        yield { from: place, to: place + 1, bytes: Buffer.from(this.frame(place, record)) };
      }
    }
  }

  /** From this place of the batch on, up to another. */
  bytes(from: number, to: number): Buffer {
    let text = '';
    for (let place = from; place < to; place += 1) {
      const record = this.run.records[place - this.run.from];
      text += record === undefined ? '' : this.frame(place, record);
    }
    // What a socket is given as text it takes six times as long for.
    return Buffer.from(text);
  }

  private write(): Piece[] {
    const pieces: Piece[] = [];
    for (let from = this.run.from; from < this.to; from += EVENTS_A_PIECE) {
      const to = Math.min(this.to, from + EVENTS_A_PIECE);
      pieces.push({ from, to, bytes: this.bytes(from, to) });
    }
    return pieces;
  }

  private frame(place: number, { job, number }: EventRecord): string {
    const id = `id: ${this.batch.idAt(place)}${this.open}`;
    return this.run.type === null
      ? `${id}${this.middle}${number}${this.close}`
      : `${id}"job_id":${quoted(job)}${this.middle}${number}${this.close}`;
  }
}

const PLAIN = /^[\w.:@-]*$/;

function quoted(name: string): string {
  return PLAIN.test(name) ? `"${name}"` : JSON.stringify(name);
}

/** A batch as the clients of this process get it. */
export class BatchFrames {
  private made: readonly RunFrames[] | null = null;

  constructor(readonly batch: EventBatch) {}

  get runs(): readonly RunFrames[] {
    this.made ??= this.batch.runs.map((run) => new RunFrames(this.batch, run));
    return this.made;
  }
}
