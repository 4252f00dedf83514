import type { Scope } from '../config/api-keys';

/** Who sent a request, as its API key tells. */
export interface Caller {
  /** Of the key; safe to log. */
  readonly name: string;
  /** The one that the key is for; `*`: whichever the request names. */
  readonly namespace: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** Is the caller held to one namespace, whichever it names? */
export function isForOneNamespace(caller: Caller | undefined): boolean {
  return caller !== undefined && caller.namespace !== '*';
}
