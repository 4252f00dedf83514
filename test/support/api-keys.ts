import { hashOf, newApiKey } from '../../src/cli/api-key';

/** A key of a test, and what lets it in. */
export interface TestKey {
  readonly key: string;
  /** For SLUICE_API_KEYS. */
  readonly entry: string;
  readonly headers: { readonly authorization: string };
}

let made = 0;

/** @param options as in an entry: `;rate=1` */
export function testKey(scopes: string, namespace = 'default', options = ''): TestKey {
  const key = newApiKey();
  made += 1;
  return {
    key,
    entry: `${scopes.replaceAll('+', '-')}-${made}:${scopes}:${namespace}:${hashOf(key)}${options}`,
    headers: { authorization: `Bearer ${key}` },
  };
}
