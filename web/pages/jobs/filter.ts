import { STATES, type State } from '../../api/types';

/** What the list shows; kept in the address. */
export interface JobFilter {
  readonly queue: string;
  readonly status: State | '';
  readonly type: string;
  readonly tag: string;
  readonly created_after: string;
  readonly created_before: string;
}

export const FILTER_FIELDS = ['queue', 'status', 'type', 'tag', 'created_after', 'created_before'] as const;

export function filterOf(query: URLSearchParams): JobFilter {
  const text = (name: string) => query.get(name) ?? '';
  return {
    queue: text('queue'),
    status: STATES.find((state) => state === text('status')) ?? '',
    type: text('type'),
    tag: text('tag'),
    created_after: text('created_after'),
    created_before: text('created_before'),
  };
}

/** Without what is empty. */
export function given(filter: JobFilter): Record<string, string> {
  return Object.fromEntries(
    FILTER_FIELDS.map((name) => [name, filter[name]] as const).filter(([, value]) => value !== ''),
  );
}

export const isRetryable = (status: State): boolean => status === 'failed' || status === 'cancelled';

export const isFinal = (status: State): boolean => isRetryable(status) || status === 'completed';
