import {
  MOST_QUEUE_HISTORIES,
  QUEUE_RESOLUTION,
  RESOLUTIONS,
  type HistoryRead,
  type HistoryRecord,
  type HistorySample,
  type Resolution,
} from '../../core/history-store';
import { JOB_STATES } from '../../core/states';
import { texts, type Command } from './command';
import { COUNTERS, namespaceCountsFrom } from './counters';

/** What history-record writes down, in its order. */
const FIELDS: readonly string[] = [...COUNTERS, ...JOB_STATES.map((state) => `state:${state}`)];

/** The step that it is now, and the one before the first, which increments are counted from. */
const FURTHER_PLACES = 2;

export const historyRecordCommand: Command<undefined, HistoryRecord> = {
  script: 'history-record',
  argv: 'for each resolution: length of a step (ms), places in its ring',
  encode: () => RESOLUTIONS.flatMap(({ stepMs, steps }) => [String(stepMs), String(steps + FURTHER_PLACES)]),
  decode(reply) {
    const [nextMs = 0, wrote] = reply as readonly number[];
    return { nextMs, queuesDue: wrote === 1 };
  },
};

/** So many queues are looked at in one step: less than a millisecond of Redis. */
const QUEUES_AT_ONCE = 100;

export const historyQueuesCommand: Command<string | null, string | null> = {
  script: 'history-queues',
  argv:
    'length of a step (ms), places in a ring, most queues that have one, queue to start after ("" for the first), ' +
    'most queues to look at',
  encode: (after) => [
    String(QUEUE_RESOLUTION.stepMs),
    String(QUEUE_RESOLUTION.steps + FURTHER_PLACES),
    String(MOST_QUEUE_HISTORIES),
    after ?? '',
    String(QUEUES_AT_ONCE),
  ],
  decode: (reply) => (reply === '' ? null : String(reply)),
};

export const historyQueueReadCommand: Command<string, HistoryRead | null> = {
  script: 'history-queue-read',
  argv: 'queue, length of a step (ms)',
  encode: (queue) => [queue, String(QUEUE_RESOLUTION.stepMs)],
  decode(reply) {
    if (reply === null) {
      return null;
    }
    const [now = '0', count = '0', ...rest] = texts(reply);
    const step = Number(now);
    const known = rest.slice(0, Number(count)).map(readSample);
    const looked = rest.slice(Number(count)).map(Number);
    const oldest = step - QUEUE_RESOLUTION.steps - 1;
    return { step, samples: carried(known, looked).filter((sample) => sample.step >= oldest) };
  },
};

/** Nothing is written down of a queue in which nothing changed: it stands as it stood. */
function carried(known: readonly HistorySample[], looked: readonly number[]): HistorySample[] {
  const inOrder = [...known].sort((a, b) => a.step - b.step);
  const written = new Set(known.map(({ step }) => step));
  const steps = [...new Set(looked)].filter((step) => !written.has(step)).sort((a, b) => a - b);
  const filled: HistorySample[] = [];
  let at = 0;
  for (const step of steps) {
    while (at < inOrder.length && (inOrder[at]?.step ?? Infinity) < step) {
      at += 1;
    }
    const before = inOrder[at - 1];
    if (before !== undefined) {
      filled.push({ step, counts: before.counts, before: null });
    }
  }
  return [...inOrder, ...filled];
}

export const historyReadCommand: Command<Resolution, HistoryRead> = {
  script: 'history-read',
  argv: 'length of a step (ms)',
  encode: ({ stepMs }) => [String(stepMs)],
  decode(reply, { steps }) {
    const [now = '0', ...rows] = texts(reply);
    const step = Number(now);
    const samples = rows.map(readSample).filter((sample) => sample.step >= step - steps - 1);
    return { step, samples };
  },
};

function readSample(row: string): HistorySample {
  const [step, ...values] = row.split(' ');
  const fields = new Map(FIELDS.map((field, i) => [field, values[i] ?? '0']));
  return {
    step: Number(step),
    counts: namespaceCountsFrom(fields),
    before: readPercentiles(values.slice(FIELDS.length)),
  };
}

/** As scripts/lib/percentiles.lua joins them; null for an entry of a release that had none. */
function readPercentiles(texts: readonly string[]): HistorySample['before'] {
  if (texts.length < 6) {
    return null;
  }
  const [w50, w95, w99, r50, r95, r99] = texts.map((text) => (text === '-' ? null : Number(text)));
  return {
    wait: { p50: w50 ?? null, p95: w95 ?? null, p99: w99 ?? null },
    run: { p50: r50 ?? null, p95: r95 ?? null, p99: r99 ?? null },
  };
}
