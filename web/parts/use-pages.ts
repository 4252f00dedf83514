import { useRef, useState } from 'preact/hooks';

/** Which page of a list by cursor is open; earlier ones are known by the way that led here. */
export interface Pages {
  readonly token: string | null;
  readonly number: number;
  readonly previous: (() => void) | null;
  readonly next: (token: string) => void;
}

/** @param key with another one, the list begins anew */
export function usePages(key: string): Pages {
  const [way, setWay] = useState<readonly string[]>([]);
  const of = useRef(key);
  const current = of.current === key ? way : [];
  of.current = key;
  if (current !== way) {
    setWay(current);
  }
  return {
    token: current.at(-1) ?? null,
    number: current.length + 1,
    previous: current.length === 0 ? null : () => setWay(current.slice(0, -1)),
    next: (token) => setWay([...current, token]),
  };
}
