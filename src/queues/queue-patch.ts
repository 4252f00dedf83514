import { GROUP_ORDERS, INDEX_FIELDS, OVERFLOWS, type QueueSettings } from '../core/queue-settings';
import { pointerPart } from '../http/json-pointer';
import { parseJson } from '../http/parse-json';
import { type FieldError, invalid } from '../http/problem';
import { isIntegerIn, LIMIT_RANGE } from '../jobs/dto/field-rules';
import { isJsonObject } from '../http/json-object';

const BYTES_RANGE = { min: 0, max: 1_000_000_000_000 } as const;
const COUNT_RANGE = { min: 0, max: 1_000_000_000 } as const;
const KEPT_RANGE = { min: 0, max: LIMIT_RANGE.max } as const;

/** What a queue's settings may be. Depth or concurrency of 0 closes one end of the queue. */
export const SETTING_RANGES = {
  max_depth: COUNT_RANGE,
  max_bytes: BYTES_RANGE,
  max_age_ms: LIMIT_RANGE,
  concurrency: { min: 0, max: 1_000_000 },
  group_concurrency: { min: 1, max: 1_000_000 },
  priority_ageing_ms: { min: 1, max: 2_592_000_000 },
} as const;

/** The same for what is within `rate` and `group_rate`. */
export const RATE_RANGES = {
  limit: { min: 1, max: 100_000 },
  per_ms: { min: 1, max: 86_400_000 },
} as const;

/** The same for what is within `retention`. */
export const RETENTION_RANGES = {
  ms: KEPT_RANGE,
  failed_ms: KEPT_RANGE,
  count: COUNT_RANGE,
  bytes: BYTES_RANGE,
} as const;

type Settings = Partial<Record<keyof QueueSettings, unknown>>;
/** Reads one field into the settings, or says what is wrong with it. */
type Reader = (settings: Settings, value: unknown, pointer: string) => FieldError[];

const integer =
  (name: keyof QueueSettings, { min, max }: { readonly min: number; readonly max: number }): Reader =>
  (settings, value, pointer) => {
    if (value !== null && !isIntegerIn({ min, max }, value)) {
      return [{ pointer, detail: `must be an integer from ${min} to ${max}, or null` }];
    }
    settings[name] = value;
    return [];
  };

const RETENTION: ReadonlyMap<string, Reader> = new Map([
  ['ms', integer('retentionMs', RETENTION_RANGES.ms)],
  ['failed_ms', integer('retentionFailedMs', RETENTION_RANGES.failed_ms)],
  ['count', integer('retentionCount', RETENTION_RANGES.count)],
  ['bytes', integer('retentionBytes', RETENTION_RANGES.bytes)],
]);

const oneOf =
  (name: keyof QueueSettings, values: readonly string[]): Reader =>
  (settings, value, pointer) => {
    if (value !== null && !values.some((known) => known === value)) {
      return [{ pointer, detail: `must be one of ${values.join(', ')}, or null` }];
    }
    settings[name] = value;
    return [];
  };

/** Both of them, or null. */
const rate =
  (setting: 'rate' | 'groupRate'): Reader =>
  (settings, value, pointer) => {
    if (value === null) {
      settings[setting] = null;
      return [];
    }
    if (!isJsonObject(value)) {
      return [{ pointer, detail: 'must be an object with limit and per_ms, or null' }];
    }
    const unknown = Object.keys(value).filter((name) => !Object.hasOwn(RATE_RANGES, name));
    const errors = unknown.map((name) => ({
      pointer: `${pointer}/${pointerPart(name)}`,
      detail: 'is not a known field',
    }));
    for (const [name, range] of Object.entries(RATE_RANGES)) {
      if (!isIntegerIn(range, value[name])) {
        errors.push({
          pointer: `${pointer}/${name}`,
          detail: `must be an integer from ${range.min} to ${range.max}`,
        });
      }
    }
    settings[setting] = { limit: value['limit'], perMs: value['per_ms'] };
    return errors;
  };

/** In whatever order they come; an empty list is none. */
const index: Reader = (settings, value, pointer) => {
  const names = INDEX_FIELDS.join(', ');
  if (value !== null && !Array.isArray(value)) {
    return [{ pointer, detail: `must be a list of ${names}, or null` }];
  }
  const fields: readonly unknown[] = value ?? [];
  const known = INDEX_FIELDS.filter((field) => fields.includes(field));
  settings.index = known.length > 0 ? known : null;
  return fields.flatMap((field, at) =>
    INDEX_FIELDS.some((name) => name === field)
      ? fields.indexOf(field) === at
        ? []
        : [{ pointer: `${pointer}/${at}`, detail: 'is in the list already' }]
      : [{ pointer: `${pointer}/${at}`, detail: `must be one of ${names}` }],
  );
};

/** null removes all of them. */
const retention: Reader = (settings, value, pointer) => {
  if (value === null) {
    return [...RETENTION.values()].flatMap((read) => read(settings, null, pointer));
  }
  return isJsonObject(value)
    ? readFields(value, RETENTION, settings, pointer)
    : [{ pointer, detail: 'must be an object, or null' }];
};

/** A Map: a field called `constructor` finds nothing. */
const SETTINGS: ReadonlyMap<string, Reader> = new Map([
  ['max_depth', integer('maxDepth', SETTING_RANGES.max_depth)],
  ['max_bytes', integer('maxBytes', SETTING_RANGES.max_bytes)],
  ['max_age_ms', integer('maxAgeMs', SETTING_RANGES.max_age_ms)],
  ['overflow', oneOf('overflow', OVERFLOWS)],
  ['concurrency', integer('concurrency', SETTING_RANGES.concurrency)],
  ['group_concurrency', integer('groupConcurrency', SETTING_RANGES.group_concurrency)],
  ['group_order', oneOf('groupOrder', GROUP_ORDERS)],
  ['rate', rate('rate')],
  ['group_rate', rate('groupRate')],
  ['priority_ageing_ms', integer('priorityAgeingMs', SETTING_RANGES.priority_ageing_ms)],
  ['retention', retention],
  ['index', index],
]);

/** The body of `PATCH /queues/{q}`: null removes a setting. @throws {ProblemError} `malformed`, `invalid` */
export function readQueuePatch(text: string): Partial<QueueSettings> {
  const { exact: body } = parseJson(text);
  if (!isJsonObject(body) || Object.keys(body).length === 0) {
    throw invalid([{ pointer: '', detail: 'The body must be a JSON object with a setting to change' }]);
  }
  const settings: Settings = {};
  const errors = readFields(body, SETTINGS, settings, '');
  if (errors.length > 0) {
    throw invalid(errors.slice(0, MOST_ERRORS));
  }
  return settings as Partial<QueueSettings>;
}

/** More than this many unknown fields would only make the answer long. */
const MOST_ERRORS = 50;

function readFields(
  fields: Readonly<Record<string, unknown>>,
  readers: ReadonlyMap<string, Reader>,
  settings: Settings,
  path: string,
): FieldError[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const pointer = `${path}/${pointerPart(name)}`;
    return readers.get(name)?.(settings, value, pointer) ?? [{ pointer, detail: 'is not a known field' }];
  });
}
