/** A host and its port. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface Login {
  readonly username: string | null;
  readonly password: string | null;
}

/** Where Redis is and how it is spoken to. */
export type RedisAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | (Login & {
      readonly kind: 'single';
      readonly endpoint: Endpoint;
      readonly db: number;
      readonly tls: boolean;
      /** Of the address: 4, 6, or 0 for whichever comes first. */
      readonly family: number;
    })
  | (Login & {
      readonly kind: 'sentinel';
      readonly sentinels: readonly Endpoint[];
      /** What the sentinels call the primary. */
      readonly name: string;
      readonly db: number;
      /** For the sentinels, too. */
      readonly tls: boolean;
      readonly family: number;
      readonly sentinelLogin: Login;
    })
  | (Login & {
      readonly kind: 'cluster';
      /** Some of its nodes; the others are asked for. */
      readonly nodes: readonly Endpoint[];
      readonly tls: boolean;
      readonly family: number;
    });

/** What is wrong with an address, by the name of its part; nothing of the address itself is in the message. */
export class RedisUrlError extends Error {}

const SHAPE = /^(rediss?|rediss?\+sentinel|rediss?\+cluster):\/\/([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/;

const NOT_AN_ADDRESS = 'is not a redis://, rediss://, redis+sentinel://, redis+cluster:// or unix:// address';

const REDIS_PORT = 6379;
const SENTINEL_PORT = 26379;
const MOST_DB = 65_535;

const ENCODE = 'special characters of a password are percent-encoded';

/** @throws {RedisUrlError} */
export function parseRedisUrl(text: string): RedisAddress {
  if (text.startsWith('unix:///')) {
    return { kind: 'unix', path: decoded(text.slice('unix://'.length), 'the path') };
  }
  const [, scheme = '', authority = '', path = '', query = ''] = SHAPE.exec(text) ?? [];
  if (scheme === '') {
    throw new RedisUrlError(NOT_AN_ADDRESS);
  }
  const at = authority.lastIndexOf('@');
  const login = loginOf(at < 0 ? null : authority.slice(0, at));
  const hosts = authority.slice(at + 1);
  const tls = scheme.startsWith('rediss');
  if (scheme.endsWith('+sentinel')) {
    const own = parametersOf(query, ['name', 'family', 'sentinel_username', 'sentinel_password']);
    return {
      ...{ kind: 'sentinel', ...login, tls, db: dbOf(path), family: familyOf(own) },
      sentinels: endpointsOf(hosts, SENTINEL_PORT),
      name: own.get('name') ?? missing('name', 'what the sentinels call the primary'),
      sentinelLogin: {
        username: own.get('sentinel_username') ?? null,
        password: own.get('sentinel_password') ?? null,
      },
    };
  }
  const own = parametersOf(query, ['family']);
  if (scheme.endsWith('+cluster')) {
    if (dbOf(path) !== 0) {
      throw new RedisUrlError('has a database number, and a cluster has only database 0');
    }
    return { kind: 'cluster', ...login, tls, family: familyOf(own), nodes: endpointsOf(hosts, REDIS_PORT) };
  }
  const [endpoint, ...others] = endpointsOf(hosts, REDIS_PORT);
  if (endpoint === undefined || others.length > 0) {
    throw new RedisUrlError('names several hosts, which only redis+sentinel:// and redis+cluster:// may');
  }
  return { kind: 'single', ...login, endpoint, tls, db: dbOf(path), family: familyOf(own) };
}

function loginOf(text: string | null): Login {
  if (text === null) {
    return { username: null, password: null };
  }
  const colon = text.indexOf(':');
  const username = decoded(colon < 0 ? text : text.slice(0, colon), 'the user');
  const password = colon < 0 ? '' : decoded(text.slice(colon + 1), 'the password');
  return { username: username === '' ? null : username, password: password === '' ? null : password };
}

function endpointsOf(text: string, defaultPort: number): Endpoint[] {
  return text.split(',').map((part, index) => {
    const [, bracketed, plain, port] =
      /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]*))(?::(\d{1,5}))?$/.exec(part) ?? [];
    const host = bracketed ?? plain;
    if (host === undefined) {
      throw new RedisUrlError(`has a host (number ${index + 1}) that is not host or host:port; ${ENCODE}`);
    }
    if (host === '' && text !== '') {
      throw new RedisUrlError(`has no name for host number ${index + 1}`);
    }
    const number = port === undefined ? defaultPort : Number(port);
    if (number < 1 || number > 65_535) {
      throw new RedisUrlError(`has a port (of host number ${index + 1}) that is not from 1 to 65535`);
    }
    return { host: host === '' ? 'localhost' : host, port: number };
  });
}

function dbOf(path: string): number {
  const text = path.replace(/^\//, '');
  if (text === '') {
    return 0;
  }
  if (!/^\d{1,5}$/.test(text) || Number(text) > MOST_DB) {
    throw new RedisUrlError(`has a database (after the hosts) that is not a number; ${ENCODE}`);
  }
  return Number(text);
}

function familyOf(parameters: ReadonlyMap<string, string>): number {
  const family = parameters.get('family') ?? '0';
  if (!['0', '4', '6'].includes(family)) {
    throw new RedisUrlError('has a family that is not 4, 6 or 0');
  }
  return Number(family);
}

function parametersOf(query: string, known: readonly string[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of query.split('&').filter((some) => some !== '')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    if (!known.includes(name)) {
      throw new RedisUrlError(`has a parameter (after the ?) that is none of: ${known.join(', ')}`);
    }
    if (parameters.has(name)) {
      throw new RedisUrlError(`has the parameter ${name} twice`);
    }
    const value = equals < 0 ? '' : decoded(part.slice(equals + 1), `the parameter ${name}`);
    if (value === '') {
      throw new RedisUrlError(`has nothing for the parameter ${name}`);
    }
    parameters.set(name, value);
  }
  return parameters;
}

function missing(name: string, what: string): never {
  throw new RedisUrlError(`needs the parameter ${name}: ${what}`);
}

function decoded(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlError(`has a % in ${part} that encodes nothing; ${ENCODE}`);
  }
}
