import type { JSX } from 'preact';
import type { Queue } from '../../api/types';
import { Text } from '../../parts/text';

/** Who paused a queue, where that is known. */
export function PausedBy({ queue: { paused_by: by } }: { readonly queue: Queue }): JSX.Element | null {
  return by === null || by === undefined ? null : (
    <>
      by <Text value={by} />
    </>
  );
}
