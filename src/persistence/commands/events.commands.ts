import { EventBatch } from '../../core/event-batch';
import { LISTENER_MS, type FeedPage } from '../../core/event-feed';
import type { JobEvent } from '../../core/job-event';
import { EventPacker, type PackedEvents } from '../../core/event-packer';
import { texts, type Command } from './command';

export const eventsPublishCommand: Command<readonly PackedEvents[], boolean> = {
  script: 'events-publish',
  argv: 'for each batch: number of its events, the events',
  encode: (batches) => batches.flatMap(({ count, text }) => [String(count), text]),
  decode: (reply) => reply === 1,
};

/** Input: the id of the latest event that the reader has; null: it begins with those to come. */
export const eventsReadCommand: Command<string | null, FeedPage> = {
  script: 'events-read',
  argv: 'id of the event ("": only those to come), how long the listener counts (ms)',
  encode: (after) => [after ?? '', String(LISTENER_MS)],
  decode(reply) {
    const [first, gap, cursor, more, ...flat] = texts(reply);
    const batches: EventBatch[] = [];
    for (let i = 0; i + 2 < flat.length; i += 3) {
      const [id = '', count = '', text = ''] = flat.slice(i, i + 3);
      batches.push(count === '' ? single(id, text) : new EventBatch(id, Number(count), text));
    }
    return {
      batches,
      first: Number(first) === 1,
      gap: Number(gap) === 1,
      cursor: cursor ?? '0-0',
      more: Number(more) === 1,
    };
  },
};

/** What a release before packed events wrote, one event as JSON; a gap where it is no such thing. */
function single(id: string, json: string): EventBatch {
  const packer = new EventPacker();
  try {
    const event = JSON.parse(json) as JobEvent;
    if (typeof event.job === 'string') {
      packer.add(event, event.job, event.durationMs);
    }
  } catch {
    // Shown as a gap, like `{"event":"gap"}`.
  }
  return new EventBatch(id, 1, packer.take()[0]?.text ?? '');
}
