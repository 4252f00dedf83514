import type { HttpRequest } from '../http/exchange';
import { invalid } from '../http/problem';

/** What a client wants to hear. null: of all. */
export interface EventQuery {
  readonly queue: string | null;
  readonly type: string | null;
  readonly job: string | null;
  readonly topics: ReadonlySet<EventTopic>;
  /** Id of the last event that it has; null: it begins now. */
  readonly after: string | null;
}

export const EVENT_TOPICS = ['jobs', 'queues', 'stats'] as const;
export type EventTopic = (typeof EVENT_TOPICS)[number];

const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._:@-]{1,128}$/;
const NAME_DETAIL = 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ - (not . or ..)';
const EVENT_ID = /^\d{1,15}-\d{1,15}$/;
const PARAMETERS = ['queue', 'type', 'job', 'topic', 'last_event_id'];

interface Wrong {
  readonly parameter?: string;
  readonly header?: string;
  readonly detail: string;
}

/** The query of `GET /events`. @throws {ProblemError} `invalid`, naming every wrong parameter. */
export function readEventQuery(request: HttpRequest, query: Readonly<Record<string, unknown>>): EventQuery {
  const errors: Wrong[] = Object.keys(query)
    .filter((name) => !PARAMETERS.includes(name))
    .map((name) => ({ parameter: name.slice(0, 128), detail: 'is not a known parameter' }));
  const text = (parameter: string, allowed: (value: string) => boolean, detail: string) => {
    const value = Object.hasOwn(query, parameter) ? query[parameter] : null;
    if (value !== null && (typeof value !== 'string' || !allowed(value))) {
      errors.push({ parameter, detail });
    }
    return typeof value === 'string' ? value : null;
  };
  const name = (parameter: string) => text(parameter, (value) => NAME.test(value), NAME_DETAIL);
  const read = {
    ...{ queue: name('queue'), type: name('type'), job: name('job') },
    topic: text('topic', (value) => topicOf(value) !== null, `must be one of ${EVENT_TOPICS.join(', ')}`),
    after: text('last_event_id', (value) => EVENT_ID.test(value), 'must be the id of an event'),
  };
  const header = request.headers['last-event-id'];
  const given = typeof header === 'string' && header !== '' ? header : null;
  if (given !== null && !EVENT_ID.test(given)) {
    errors.push({ header: 'Last-Event-ID', detail: 'must be the id of an event' });
  }
  if (errors.length > 0) {
    throw invalid(errors);
  }
  const topic = topicOf(read.topic ?? '');
  const { queue, type, job } = read;
  // A browser that connects again sends the header, with the same address as before.
  return {
    queue,
    type,
    job,
    topics: new Set(topic === null ? EVENT_TOPICS : [topic]),
    after: given ?? read.after,
  };
}

function topicOf(text: string): EventTopic | null {
  return EVENT_TOPICS.find((topic) => topic === text) ?? null;
}
