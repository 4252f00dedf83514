import { RESOLUTIONS, type HistoryRead, type HistorySample, type Resolution } from '../../core/history-store';
import { JOB_STATES } from '../../core/states';
import { texts, type Command } from './command';
import { COUNTERS, namespaceCountsFrom } from './counters';

/** What history-record writes down, in its order. */
const FIELDS: readonly string[] = [...COUNTERS, ...JOB_STATES.map((state) => `state:${state}`)];

/** The step that it is now, and the one before the first, which increments are counted from. */
const FURTHER_PLACES = 2;

export const historyRecordCommand: Command<undefined, number> = {
  script: 'history-record',
  argv: 'for each resolution: length of a step (ms), places in its ring',
  encode: () => RESOLUTIONS.flatMap(({ stepMs, steps }) => [String(stepMs), String(steps + FURTHER_PLACES)]),
  decode: Number,
};

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
  return { step: Number(step), counts: namespaceCountsFrom(fields) };
}
