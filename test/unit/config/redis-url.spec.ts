import { parseRedisUrl, RedisUrlError } from '../../../src/config/redis-url';

function complaint(url: string): string {
  try {
    parseRedisUrl(url);
  } catch (error) {
    if (error instanceof RedisUrlError) {
      return error.message;
    }
    throw error;
  }
  throw new Error(`${url} was taken`);
}

const NOBODY = { username: null, password: null };

describe('the address of Redis', () => {
  it.each([
    ['redis://', { endpoint: { host: 'localhost', port: 6379 }, db: 0, tls: false, ...NOBODY }],
    [
      'rediss://me:p%40ss%2Fword@[::1]:7000/3?family=6',
      {
        endpoint: { host: '::1', port: 7000 },
        db: 3,
        tls: true,
        username: 'me',
        password: 'p@ss/word',
        family: 6,
      },
    ],
    ['redis://:a@b:c@host', { endpoint: { host: 'host', port: 6379 }, ...NOBODY, password: 'a@b:c' }],
  ])('takes %s', (url, parts) => {
    expect(parseRedisUrl(url)).toMatchObject({ kind: 'single', ...parts });
  });

  it('takes a socket', () => {
    expect(parseRedisUrl('unix:///run/my%20redis.sock')).toEqual({
      kind: 'unix',
      path: '/run/my redis.sock',
    });
  });

  it('takes sentinels, with a login of their own', () => {
    const url =
      'redis+sentinel://app:secret@one:26380,two,[fe80::1]:3/2?name=mymaster&sentinel_username=s&sentinel_password=%3F';
    expect(parseRedisUrl(url)).toEqual({
      kind: 'sentinel',
      sentinels: [
        { host: 'one', port: 26380 },
        { host: 'two', port: 26379 },
        { host: 'fe80::1', port: 3 },
      ],
      name: 'mymaster',
      db: 2,
      tls: false,
      family: 0,
      username: 'app',
      password: 'secret',
      sentinelLogin: { username: 's', password: '?' },
    });
    expect(parseRedisUrl('rediss+sentinel://one?name=m')).toMatchObject({ tls: true, db: 0 });
  });

  it('takes a cluster', () => {
    expect(parseRedisUrl('redis+cluster://a:7000,b:7001')).toMatchObject({
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 7001 },
      ],
      tls: false,
    });
    expect(parseRedisUrl('rediss+cluster://a')).toMatchObject({ tls: true });
  });

  it.each([
    ['http://user:hunter2@somewhere', 'redis+sentinel://'],
    ['redis+sentinel://:hunter2@one', 'parameter name'],
    ['redis+sentinel://:hunter2@one?name=', 'parameter name'],
    ['redis+sentinel://:hunter2@one?name=a&name=b', 'name twice'],
    ['redis+sentinel://:hunter2@one?nam=hunter2', 'name, family, sentinel_username, sentinel_password'],
    ['redis://:hunter2@one?sentinel_password=hunter2', 'family'],
    ['redis://:hunter2@one,two', 'several hosts'],
    ['redis://:hunter2@one:70000', 'port'],
    ['redis://:hunter2@one:0', 'port'],
    ['redis+cluster://:hunter2@one,,two', 'host number 2'],
    ['redis+cluster://:hunter2@one/1', 'database'],
    ['redis://:hunter2@one/hunter2', 'database'],
    ['redis://:hunter2@one?family=5', 'family'],
    ['redis://:hunter2%@one', 'the password'],
    // A password that is not encoded ends the host part early.
    ['redis://:hunter2/x@one', 'percent-encoded'],
    ['redis://:hunter2#x@one', 'redis+sentinel://'],
  ])('refuses %s by the name of its part, without any of it', (url, part) => {
    expect(complaint(url)).toContain(part);
    expect(complaint(url)).not.toContain('hunter2');
  });
});
