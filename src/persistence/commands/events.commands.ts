import {
  EVENTS_KEPT_MS,
  KEPT_EVENTS,
  LISTENER_MS,
  type FeedEntry,
  type FeedPage,
  type JobEvent,
  type MissedEvents,
} from '../../core/event-feed';
import { texts, type Command } from './command';

export const eventsPublishCommand: Command<readonly (JobEvent | MissedEvents)[], boolean> = {
  script: 'events-publish',
  argv: 'most events to keep, how long to keep them (ms), event as JSON...',
  encode: (events) => [
    String(KEPT_EVENTS),
    String(EVENTS_KEPT_MS),
    ...events.map((event) => JSON.stringify(event)),
  ],
  decode: (reply) => reply === 1,
};

export interface EventsReadInput {
  readonly after: string | null;
  readonly max: number;
}

export const eventsReadCommand: Command<EventsReadInput, FeedPage> = {
  script: 'events-read',
  argv: 'id of the event ("": only those to come), most to return, how long the listener counts (ms), how long to keep events (ms)',
  encode: ({ after, max }) => [after ?? '', String(max), String(LISTENER_MS), String(EVENTS_KEPT_MS)],
  decode(reply) {
    const [first, gap, cursor, more, ...flat] = texts(reply);
    const entries: FeedEntry[] = [];
    for (let i = 0; i + 1 < flat.length; i += 2) {
      const event = JSON.parse(flat[i + 1] ?? '') as FeedEntry['event'];
      entries.push({ id: flat[i] ?? '', event });
    }
    return {
      entries,
      first: Number(first) === 1,
      gap: Number(gap) === 1,
      cursor: cursor ?? '0-0',
      more: Number(more) === 1,
    };
  },
};
