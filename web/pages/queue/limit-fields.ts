import type { Limits, StartRate } from '../../api/types';
import {
  exactBytes,
  exactDuration,
  parseBytes,
  parseCount,
  parseDuration,
  parseRate,
  rateText,
} from '../../format/amounts';
import { count } from '../../format/numbers';

export type LimitValue = number | string | StartRate | readonly string[] | null;

/** A setting of a queue: how it is called, read, written and shown. */
export interface LimitField {
  /** In the API's body: `max_depth`, `retention/ms` */
  readonly path: string;
  readonly label: string;
  /** What may be written, or what it does. */
  readonly hint: string;
  /** What it is called where there is none; left out: no limit. */
  readonly none?: string;
  /** What is there to choose from; left out: it is text. */
  readonly choices?: readonly string[];
  readonly read: (limits: Limits) => LimitValue;
  readonly show: (value: LimitValue) => string;
  /** null: not understood. */
  readonly parse: (text: string) => LimitValue;
}

const COUNT = {
  show: (value: LimitValue) => (typeof value === 'number' ? count(value) : ''),
  parse: parseCount,
};
const BYTES = {
  show: (value: LimitValue) => (typeof value === 'number' ? exactBytes(value) : ''),
  parse: parseBytes,
};
const TIME = {
  show: (value: LimitValue) => (typeof value === 'number' ? exactDuration(value) : ''),
  parse: parseDuration,
};
const RATE = {
  show: (value: LimitValue) =>
    typeof value === 'object' && value !== null && 'per_ms' in value ? rateText(value) : '',
  parse: parseRate,
};
const INDEX_WORDS = ['created', 'type', 'tag'];
const INDEX = {
  show: (value: LimitValue) => (Array.isArray(value) ? value.join(', ') : ''),
  parse: (text: string) => {
    const words = text.split(/[\s,]+/).filter((word) => word !== '');
    const known = INDEX_WORDS.filter((word) => words.includes(word));
    return known.length > 0 && words.every((word) => INDEX_WORDS.includes(word)) ? known : null;
  },
};
const CHOICE = {
  show: (value: LimitValue) => (typeof value === 'string' ? value : ''),
  parse: (text: string) => text,
};

export interface LimitGroup {
  readonly title: string;
  readonly fields: readonly LimitField[];
}

/** All settings but the pause, as they are shown and edited. */
export const LIMIT_GROUPS: readonly LimitGroup[] = [
  {
    title: 'What comes in',
    fields: [
      {
        ...{ path: 'max_depth', label: 'Most waiting jobs', hint: '5,000; 0 takes none' },
        ...{ read: (limits) => limits.max_depth, ...COUNT },
      },
      {
        ...{ path: 'max_bytes', label: 'Most bytes of payloads', hint: '256 MiB' },
        ...{ read: (limits) => limits.max_bytes, ...BYTES },
      },
      {
        ...{ path: 'max_age_ms', label: 'Longest wait of the first in line', hint: '10 min' },
        ...{ read: (limits) => limits.max_age_ms, ...TIME },
      },
      {
        ...{ path: 'overflow', label: 'When it is full', hint: '' },
        choices: ['reject', 'drop_oldest', 'shed_low_priority'],
        ...{ read: (limits) => limits.overflow, ...CHOICE },
      },
    ],
  },
  {
    title: 'What starts',
    fields: [
      {
        ...{ path: 'concurrency', label: 'Most jobs at once', hint: '24; 0 starts none' },
        ...{ read: (limits) => limits.concurrency, ...COUNT },
      },
      {
        ...{ path: 'rate', label: 'Most starts', hint: '120/s, 5/10 min' },
        ...{ read: (limits) => limits.rate, ...RATE },
      },
      {
        ...{ path: 'group_concurrency', label: 'Most jobs of a group at once', hint: '1' },
        ...{ read: (limits) => limits.group_concurrency, ...COUNT },
      },
      {
        ...{ path: 'group_rate', label: 'Most starts of a group', hint: '5/min' },
        ...{ read: (limits) => limits.group_rate, ...RATE },
      },
      {
        ...{ path: 'group_order', label: 'While a job of a group waits for its retry', hint: '' },
        choices: ['strict', 'loose'],
        ...{ read: (limits) => limits.group_order, ...CHOICE },
      },
      {
        ...{ path: 'priority_ageing_ms', label: 'Waiting gains a priority, each', hint: '10 min' },
        none: 'never',
        ...{ read: (limits) => limits.priority_ageing_ms, ...TIME },
      },
    ],
  },
  {
    title: 'What is kept',
    fields: [
      {
        ...{ path: 'retention/ms', label: 'Completed and cancelled jobs, for', hint: '1 h' },
        ...{ read: ({ retention }) => retention.ms, ...TIME },
      },
      {
        ...{ path: 'retention/failed_ms', label: 'Failed jobs, for', hint: '30 d' },
        ...{ read: ({ retention }) => retention.failed_ms, ...TIME },
      },
      {
        ...{ path: 'retention/count', label: 'Most jobs of each final state', hint: '100,000' },
        ...{ read: ({ retention }) => retention.count, ...COUNT },
      },
      {
        ...{ path: 'retention/bytes', label: 'Most bytes of outcomes', hint: '256 MiB' },
        ...{ read: ({ retention }) => retention.bytes, ...BYTES },
      },
      {
        ...{ path: 'index', label: 'Indexed for lists, by', hint: 'created, type, tag' },
        none: 'nothing',
        ...{ read: (limits) => limits.index, ...INDEX },
      },
    ],
  },
];

export const LIMIT_FIELDS: readonly LimitField[] = LIMIT_GROUPS.flatMap(({ fields }) => fields);

/** What a choice means. */
export const CHOICE_LABELS: Readonly<Record<string, string>> = {
  reject: 'refuse new jobs',
  drop_oldest: 'drop the oldest',
  shed_low_priority: 'drop lower priorities',
  strict: 'the group waits (strict)',
  loose: 'the others go on (loose)',
};

/** A value in words, for people. */
export function told(field: LimitField, value: LimitValue): string {
  if (value === null) {
    return field.none ?? 'no limit';
  }
  const text = field.show(value);
  return CHOICE_LABELS[text] ?? text;
}
