/** What a key may do. `admin` is all of them. */
export const SCOPES = ['enqueue', 'read', 'work', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/** A key as it is configured: never the key itself. */
export interface ApiKey {
  /** Told apart in logs; each once. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The one that it is for; `*`: whichever a request names. */
  readonly namespace: string;
  /** SHA-256 of the key, in hex. */
  readonly hash: string;
  /** From then on it is worth nothing (epoch ms); null: never. */
  readonly expiresAt: number | null;
  /** Requests a second that each replica takes with it, and how many at once; null: any number. */
  readonly rate: { readonly perSecond: number; readonly burst: number } | null;
}

/** More are a mistake, or need a directory service. */
const MOST_KEYS = 10_000;

const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._@-]{1,128}$/;
const HASH = /^[0-9a-f]{64}$/;
const COUNT = /^[1-9]\d{0,6}$/;
/** A day (its first moment), or a moment, in UTC. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z)?$/;

/** What is wrong with a list of keys; it never repeats what could be a key. */
export interface BadApiKeys {
  readonly bad: string;
}

/**
 * Reads `name:scope+scope:namespace:sha256` with options behind it, `;expires=2027-01-31`, `;rate=100`,
 * `;burst=200`: one an entry, entries on lines of their own or between commas; `#` begins a comment.
 */
export function parseApiKeys(text: string): readonly ApiKey[] | BadApiKeys {
  const entries = text
    .split('\n')
    .map((line) => line.replace(/#.*$/, ''))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (entries.length > MOST_KEYS) {
    return { bad: `has more than ${MOST_KEYS} keys` };
  }
  const keys: ApiKey[] = [];
  const names = new Set<string>();
  const hashes = new Set<string>();
  for (const [at, entry] of entries.entries()) {
    const key = parseOne(entry);
    if (typeof key === 'string') {
      return { bad: `entry ${at + 1} ${key}` };
    }
    if (names.has(key.name) || hashes.has(key.hash)) {
      return { bad: `entry ${at + 1} (${key.name}) has the name or the hash of another one` };
    }
    names.add(key.name);
    hashes.add(key.hash);
    keys.push(key);
  }
  return keys;
}

/** @returns what is wrong, where it is no key. */
function parseOne(entry: string): ApiKey | string {
  const [head = '', ...options] = entry.split(';').map((part) => part.trim());
  const parts = head.split(':');
  const [name = '', scopeList = '', namespace = '', hash = '', ...rest] = parts;
  if (/slu_[A-Za-z0-9]{20}/.test(entry)) {
    return 'holds a key itself; only its hash belongs here, as `sluice keys new` or `sluice keys hash` prints it';
  }
  // What has fewer parts may be anything, a secret too: it is not repeated.
  if (parts.length < 4 || !NAME.test(name)) {
    return 'is not name:scopes:namespace:sha256 with a name of A-Z a-z 0-9 . _ @ -';
  }
  if (rest.length > 0) {
    return `(${name}) has too many parts between colons; options follow behind a semicolon`;
  }
  const scopes = scopeList.split('+');
  if (!scopes.every(isScope) || new Set(scopes).size !== scopes.length) {
    return `(${name}) has scopes other than ${SCOPES.join(', ')}, joined by +`;
  }
  if (namespace !== '*' && !NAME.test(namespace)) {
    return `(${name}) has no namespace: a name, or * for any`;
  }
  if (!HASH.test(hash)) {
    return `(${name}) has no SHA-256 of 64 hexadecimal digits in small letters`;
  }
  return withOptions({ name, scopes, namespace, hash, expiresAt: null, rate: null }, options);
}

export function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}

function withOptions(key: ApiKey, options: readonly string[]): ApiKey | string {
  let expiresAt: number | null = null;
  let perSecond: number | null = null;
  let burst: number | null = null;
  for (const option of options) {
    const [, name, value = ''] = /^(expires|rate|burst)=(.*)$/.exec(option) ?? [];
    const at = momentOf(value);
    if (name === 'expires' && at !== null) {
      expiresAt = at;
    } else if (name === 'rate' && COUNT.test(value)) {
      perSecond = Number(value);
    } else if (name === 'burst' && COUNT.test(value)) {
      burst = Number(value);
    } else {
      return `(${key.name}) has an option that is not expires=2027-01-31 (or 2027-01-31T12:00:00Z), rate=100 or burst=200`;
    }
  }
  if (burst !== null && perSecond === null) {
    return `(${key.name}) has a burst without a rate`;
  }
  return { ...key, expiresAt, rate: perSecond === null ? null : { perSecond, burst: burst ?? perSecond } };
}

/** @returns epoch ms; null for what is no moment, the 30th of February included */
export function momentOf(text: string): number | null {
  const at = MOMENT.test(text) ? Date.parse(text) : NaN;
  // Date.parse takes the 31st of a shorter month for the 1st of the next one.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text.slice(0, 10) ? null : at;
}
