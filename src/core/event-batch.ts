import { compareEventIds, type JobEventName, type QueueEventName } from './job-event';
import { EVENT_LETTERS } from './event-packer';

/** Like events of one batch, one behind the other. */
export interface EventRun {
  readonly event: JobEventName | QueueEventName | 'gap';
  /** Epoch ms. */
  readonly at: number;
  readonly queue: string;
  /** null: it is about a queue. */
  readonly type: string | null;
  readonly attempt: number | null;
  readonly errorCode: string | null;
  /** Who did that to a queue, where it is known; null of jobs. */
  readonly by: string | null;
  /** Place of its first event in the batch. */
  readonly from: number;
  readonly records: readonly EventRecord[];
}

/** What the events of a run have each for itself. */
export interface EventRecord {
  /** Empty where it is about a queue. */
  readonly job: string;
  /** How long the attempt took (ms), or, of a queue, how many jobs it is about; null: neither. */
  readonly number: number | null;
}

const NAMES = new Map(
  Object.entries(EVENT_LETTERS).map(([name, letter]): [string, EventRun['event']] => [
    letter,
    name as EventRun['event'],
  ]),
);

/** Fields of a run in front of its records (see EventPacker). */
const HEAD = /^(.) (\d+) (\S*) (\S*) (\d*) (\S*) /;

/**
 * Events that were published together. What it cannot read it shows as a gap: a newer release may write what this one
 * does not know.
 */
export class EventBatch {
  private readonly lastNumber: number;
  private read: readonly EventRun[] | null = null;

  /**
   * @param last id of its last event: they are counted through, so the ids of all of them follow from it
   * @param count of its events
   */
  constructor(
    readonly last: string,
    readonly count: number,
    private readonly text: string,
  ) {
    this.lastNumber = Number.parseInt(last, 10);
  }

  /** Taken apart when somebody wants to see them. */
  get runs(): readonly EventRun[] {
    this.read ??= readRuns(this.text, this.count) ?? [unreadable(this.count)];
    return this.read;
  }

  /** Id of the event in this place. The one before the first has an id, too. */
  idAt(place: number): string {
    return place === this.count - 1 ? this.last : `${this.lastNumber - this.count + 1 + place}-0`;
  }

  /** How many of its events are not behind the one with this id. */
  known(id: string): number {
    if (compareEventIds(this.last, id) <= 0) {
      return this.count;
    }
    const before = Number.parseInt(id, 10) - (this.lastNumber - this.count);
    return Math.min(this.count - 1, Math.max(0, before));
  }
}

function readRuns(text: string, count: number): EventRun[] | null {
  const runs: EventRun[] = [];
  let from = 0;
  for (const line of text.split('\n')) {
    const [head = '', letter = '', at, queue = '', type = '', attempt = '', error = ''] =
      HEAD.exec(line) ?? [];
    const event = NAMES.get(letter);
    if (event === undefined) {
      return null;
    }
    const records = line.slice(head.length).split(' ').map(readRecord);
    runs.push({
      ...{ event, at: Number(at), queue, type: type === '' ? null : type },
      attempt: attempt === '' ? null : Number(attempt),
      // The field has two uses, since releases that know one of them only read it and leave it out.
      errorCode: error === '' || type === '' ? null : decoded(error),
      by: error === '' || type !== '' ? null : decoded(error),
      ...{ from, records },
    });
    from += records.length;
  }
  return from === count ? runs : null;
}

function readRecord(text: string): EventRecord {
  const comma = text.indexOf(',');
  return comma < 0
    ? { job: text, number: null }
    : { job: text.slice(0, comma), number: Number(text.slice(comma + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unreadable(count: number): EventRun {
  const none = { at: 0, queue: '', type: null, attempt: null, errorCode: null, by: null };
  const records = Array.from({ length: count }, () => ({ job: '', number: null }));
  return { event: 'gap', ...none, from: 0, records };
}
