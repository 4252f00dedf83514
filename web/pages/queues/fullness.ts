import type { Queue } from '../../api/types';

/** How full a queue is, 0 to 1, by jobs or by bytes; null where it has no limit. */
export function fullness({ depth, bytes, limits }: Queue): number | null {
  const shares = [share(depth, limits.max_depth), share(bytes, limits.max_bytes)].filter(
    (value) => value !== null,
  );
  return shares.length === 0 ? null : Math.max(...shares);
}

function share(used: number, most: number | null): number | null {
  return most === null ? null : Math.min(1, most === 0 ? 1 : used / most);
}
