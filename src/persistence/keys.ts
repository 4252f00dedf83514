/**
 * The keys that Node itself touches; all others are built in the scripts from the same prefix.
 * docs/storage.md lists every key.
 */

/** All keys of a namespace share this prefix, whose hash tag puts them into one slot of a cluster. */
export function namespacePrefix(namespace: string): string {
  return `sluice:{${namespace}}:`;
}

/** What every script gets as KEYS: see scripts/lib/base.lua for why. */
export function scriptKeys(namespace: string): readonly [meta: string, absent: string] {
  const prefix = namespacePrefix(namespace);
  return [`${prefix}meta`, `${prefix}absent`];
}

/** The wake list that workers of all queues block on, or those of one queue. */
export function wakeKey(namespace: string, queue: string | null): string {
  const prefix = namespacePrefix(namespace);
  return queue === null ? `${prefix}wake` : `${prefix}q:${queue}:wake`;
}

/** The names of all namespaces; in a slot of its own. */
export const NAMESPACES_KEY = 'sluice:namespaces';

/** A sign-in to the dashboard, in a slot of its own. @param id a hash */
export function sessionKey(id: string): string {
  return `sluice:session:${id}`;
}
