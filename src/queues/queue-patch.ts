import type { QueueSettings } from '../core/job-store';
import { parseJson } from '../http/parse-json';
import { type FieldError, invalid } from '../http/problem';
import { isIntegerIn } from '../jobs/dto/field-rules';
import { isPlainObject } from '../jobs/enqueue-problems';

/** What a queue's settings may be. Depth or concurrency of 0 closes one end of the queue. */
export const SETTING_RANGES = {
  max_depth: { min: 0, max: 1_000_000_000 },
  max_bytes: { min: 0, max: 1_000_000_000_000 },
  concurrency: { min: 0, max: 1_000_000 },
} as const;

type Field = keyof typeof SETTING_RANGES;

const SETTINGS = {
  max_depth: 'maxDepth',
  max_bytes: 'maxBytes',
  concurrency: 'concurrency',
} as const satisfies Record<Field, keyof QueueSettings>;

/** The body of `PATCH /queues/{q}`: null removes a setting. @throws {ProblemError} `malformed`, `invalid` */
export function readQueuePatch(text: string): Partial<QueueSettings> {
  const { exact: body } = parseJson(text);
  if (!isPlainObject(body) || Object.keys(body).length === 0) {
    throw invalid([{ pointer: '', detail: 'The body must be a JSON object with a setting to change' }]);
  }
  const errors: FieldError[] = [];
  const settings: Partial<Record<keyof QueueSettings, number | null>> = {};
  for (const [name, value] of Object.entries(body)) {
    if (!isField(name)) {
      errors.push({ pointer: `/${escape(name)}`, detail: 'is not a known field' });
    } else if (value === null || isInteger(name, value)) {
      settings[SETTINGS[name]] = value;
    } else {
      const { min, max } = SETTING_RANGES[name];
      errors.push({ pointer: `/${name}`, detail: `must be an integer from ${min} to ${max}, or null` });
    }
  }
  if (errors.length > 0) {
    throw invalid(errors.slice(0, MOST_ERRORS));
  }
  return settings as Partial<QueueSettings>;
}

/** More than this many unknown fields would only make the answer long. */
const MOST_ERRORS = 50;

function isField(name: string): name is Field {
  return Object.hasOwn(SETTING_RANGES, name);
}

function isInteger(name: Field, value: unknown): value is number {
  return isIntegerIn(SETTING_RANGES[name], value);
}

/** RFC 6901 §3; and cut, for the sender chose its length. */
function escape(field: string): string {
  return field.slice(0, 128).replace(/~/g, '~0').replace(/\//g, '~1');
}
