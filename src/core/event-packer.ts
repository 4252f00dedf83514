import type { EventHead, JobEventName, QueueEventName } from './job-event';

/** Events in the form in which they travel and are kept. */
export interface PackedEvents {
  readonly count: number;
  /** See {@link EventPacker}. */
  readonly text: string;
}

/** How an event is written. `gap`: some could not be told. */
export const EVENT_LETTERS: Readonly<Record<JobEventName | QueueEventName | 'gap', string>> = {
  enqueued: 'e',
  started: 's',
  completed: 'c',
  failed: 'f',
  retried: 'r',
  snoozed: 'z',
  released: 'b',
  lapsed: 'l',
  cancelled: 'x',
  redriven: 'd',
  purged: 'p',
  paused: 'P',
  resumed: 'R',
  trimmed: 'T',
  gap: '!',
};

/** A client may be behind by as much as one entry has become when it is told (see MOST_UNREAD), not by more. */
const MOST_EVENTS = 800;
const MOST_TEXT = 32_768;

/**
 * Packs events as they come, so that one of them costs the process that works next to nothing, and the store nothing
 * of its own: they are written by the hundred, and taken apart by who reads them.
 *
 * The form: runs of like events, with a line feed between. A run is `<letter> <at> <queue> <type> <attempt> <error code>`,
 * each of the last three empty where there is none (of a queue the last one is who did it), and then for each event a
 * space and `<job>` or `<job>,<duration>`. The error code is percent-encoded; names have none of these characters
 * (scripts/lib/told.lua writes the same).
 */
export class EventPacker {
  private sealed: PackedEvents[] = [];
  private text = '';
  private inText = 0;
  private all = 0;
  private last: EventHead | null = null;

  /** How many there are. */
  get count(): number {
    return this.all;
  }

  /**
   * @param head what it shares with those before it; cheapest where it is the same object
   * @param durationMs how long the attempt took; null: none has ended
   */
  add(head: EventHead, job: string, durationMs: number | null): void {
    if (this.inText >= MOST_EVENTS || this.text.length >= MOST_TEXT) {
      this.seal();
    }
    const { last } = this;
    if (last === null || (last !== head && !isLike(last, head))) {
      this.text += this.text === '' ? headOf(head) : `\n${headOf(head)}`;
      this.last = head;
    }
    this.text += durationMs === null ? ` ${job}` : ` ${job},${durationMs}`;
    this.inText += 1;
    this.all += 1;
  }

  /** In this place some are missing. */
  gap(at: number): void {
    this.seal();
    this.sealed.push({ count: 1, text: `${EVENT_LETTERS.gap} ${at}     ` });
    this.all += 1;
  }

  /** All of them, and forgets them. */
  take(): readonly PackedEvents[] {
    this.seal();
    const taken = this.sealed;
    this.sealed = [];
    this.all = 0;
    return taken;
  }

  private seal(): void {
    if (this.inText > 0) {
      this.sealed.push({ count: this.inText, text: this.text });
    }
    this.text = '';
    this.inText = 0;
    this.last = null;
  }
}

function isLike(a: EventHead, b: EventHead): boolean {
  return (
    a.event === b.event &&
    a.at === b.at &&
    a.attempt === b.attempt &&
    a.errorCode === b.errorCode &&
    a.queue === b.queue &&
    a.type === b.type
  );
}

/** What has no UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

function headOf({ event, at, queue, type, attempt, errorCode }: EventHead): string {
  const error = errorCode === null ? '' : encodeURIComponent(errorCode.replace(LONE_SURROGATE, '\uFFFD'));
  return `${EVENT_LETTERS[event]} ${at} ${queue} ${type} ${attempt ?? ''} ${error}`;
}
