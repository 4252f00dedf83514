import type { Limits, Queue } from '../../api/types';
import { LIMIT_FIELDS, told, type LimitField, type LimitValue } from './limit-fields';

/** What is written in the fields, by their paths; empty for what is the service's own. */
export type Draft = Readonly<Record<string, string>>;

export interface Change {
  readonly field: LimitField;
  readonly before: string;
  readonly after: string;
  readonly value: LimitValue;
}

export interface Edits {
  readonly changes: readonly Change[];
  /** What is not understood, by paths. */
  readonly wrong: Readonly<Record<string, string>>;
}

export const draftOf = (settings: Limits): Draft =>
  Object.fromEntries(LIMIT_FIELDS.map((field) => [field.path, field.show(field.read(settings))]));

/** What a draft changes on a queue. */
export function editsOf(draft: Draft, { settings, limits }: Pick<Queue, 'settings' | 'limits'>): Edits {
  const changes: Change[] = [];
  const wrong: Record<string, string> = {};
  for (const field of LIMIT_FIELDS) {
    const text = (draft[field.path] ?? '').trim();
    const known = field.read(settings);
    const value = text === '' ? null : field.parse(text);
    if (text !== '' && value === null) {
      wrong[field.path] = field.hint === '' ? 'is not known' : `is not understood; such as ${field.hint}`;
    } else if (JSON.stringify(value) !== JSON.stringify(known)) {
      changes.push({
        ...{ field, value },
        before: told(field, field.read(limits)),
        after: value === null ? 'the service’s own' : told(field, value),
      });
    }
  }
  return { changes, wrong };
}

/** The body of `PATCH /queues/{q}` */
export function patchOf(changes: readonly Change[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const retention: Record<string, unknown> = {};
  for (const { field, value } of changes) {
    const [first = '', second] = field.path.split('/');
    if (second === undefined) {
      body[first] = value;
    } else {
      retention[second] = value;
    }
  }
  return Object.keys(retention).length === 0 ? body : { ...body, retention };
}

/** Somebody else was faster: what is theirs is shown as it is now, what is written here stays. */
export function rebased(draft: Draft, before: Limits, after: Limits): Draft {
  const old = draftOf(before);
  const now = draftOf(after);
  return Object.fromEntries(
    Object.entries(now).map(([path, text]) => [path, draft[path] === old[path] ? text : (draft[path] ?? '')]),
  );
}

/** What others changed, in words. */
export function differences(before: Limits, after: Limits): string[] {
  return LIMIT_FIELDS.filter(
    (field) => JSON.stringify(field.read(before)) !== JSON.stringify(field.read(after)),
  ).map((field) => {
    const value = field.read(after);
    return `${field.label}: now ${value === null ? 'the service’s own' : told(field, value)}`;
  });
}
