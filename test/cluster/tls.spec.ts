import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, TestRedis } from '../support/redis-server';
import { Service } from '../support/service';
import { SluiceClient } from '../support/sluice-client';
import { documentedUser } from '../support/test-topology';
import { untilTrue } from '../support/until';

/** A certificate authority of one's own, and what it signed: for Redis (which is 127.0.0.1) and for its clients. */
class Authority {
  readonly dir = mkdtempSync(join(tmpdir(), 'sluice-ca-'));
  readonly ca = this.file('ca.pem');

  constructor() {
    this.openssl(
      'req',
      '-x509',
      ...KEY,
      '-days',
      '2',
      '-subj',
      '/CN=test CA',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
  }

  file(name: string): string {
    return join(this.dir, name);
  }

  sign(name: string): { readonly cert: string; readonly key: string } {
    const request = ['req', ...KEY, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    this.openssl(...request, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const signing = [
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
    ];
    this.openssl(...signing, '-copy_extensions', 'copy', '-days', '2', '-out', `${name}.pem`);
    return { cert: this.file(`${name}.pem`), key: this.file(`${name}.key`) };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true });
  }

  private openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.dir, stdio: 'pipe' });
  }
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** The last word of /health/ready about a check of Redis's settings. */
async function settingOf(service: Service, check: string): Promise<string> {
  const response = await fetch(`${service.url}/health/ready`);
  const body = (await response.json()) as {
    readonly checks?: Settings;
    readonly details?: Settings;
  };
  return (body.checks ?? body.details)?.settings?.[check] ?? '';
}

/** It looks at the settings in the background, as soon as it has started. */
async function untilLooked(service: Service): Promise<void> {
  await untilTrue(
    async () => (await settingOf(service, 'rights').catch(() => '')) !== '',
    60_000,
    () => service.log,
  );
}

interface Settings {
  readonly settings?: Readonly<Record<string, string>>;
}

describe('Redis over TLS with a certificate of its own authority, and a user with few rights', () => {
  let authority: Authority;
  let redis: TestRedis;
  let tlsPort: number;
  const services: Service[] = [];

  beforeAll(async () => {
    authority = new Authority();
    const { cert, key } = authority.sign('redis');
    tlsPort = await freePort();
    redis = await TestRedis.start([
      ...['--save', '', '--appendonly', 'yes', '--tls-port', String(tlsPort)],
      ...['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', authority.ca],
      ...['--tls-auth-clients', 'yes'],
    ]);
    const client = redis.client();
    await client.acl('SETUSER', ...documentedUser());
    await client.quit();
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.kill()));
  });
  afterAll(async () => {
    await redis.stop();
    authority.remove();
  });

  async function launch(env: Readonly<Record<string, string>>): Promise<Service> {
    const url = `rediss://sluice:change-me@127.0.0.1:${tlsPort}`;
    const service = await Service.launch({
      env: { REDIS_URL: url, SLUICE_REDIS_CA_FILE: authority.ca, ...env },
    });
    services.push(service);
    return service;
  }

  const shown = () => {
    const { cert, key } = authority.sign('sluice');
    return { SLUICE_REDIS_CERT_FILE: cert, SLUICE_REDIS_KEY_FILE: key };
  };

  it('is worked with: jobs are taken and run', async () => {
    const service = await launch(shown());
    await service.ready(60_000);
    await untilLooked(service);
    expect(await settingOf(service, 'rights')).toMatch(/^ok/);
    const client = new SluiceClient(service.url);
    const id = await client.enqueue({ payload: { duration_ms: 1 } });
    await untilTrue(
      async () => (await client.job(id)).status === 'completed',
      30_000,
      () => service.log,
    );
    expect(service.log).not.toContain('change-me');
  });

  it.each([
    ['without a certificate of the client', () => ({})],
    [
      'by who does not trust its authority',
      () => ({ ...shown(), SLUICE_REDIS_CA_FILE: shown().SLUICE_REDIS_CERT_FILE }),
    ],
  ])('is not reached %s, and the log says why', async (_name, env) => {
    const service = await launch(env());
    await untilTrue(
      () => /certificate|alert|handshake|self.signed|ECONNRESET|closed/i.test(service.log),
      60_000,
      () => service.log,
    );
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
  });

  it.each([
    ['-zadd', 'ZADD'],
    ['-evalsha', 'evalsha'],
    ['-wait', 'WAIT'],
    ['-blpop', 'BLPOP'],
  ])('is not taken for ready with one right less (%s), and says which', async (rule, named) => {
    const client = redis.client();
    await client.acl('SETUSER', 'sluice', rule);
    try {
      const service = await launch(shown());
      await untilLooked(service);
      expect(await settingOf(service, 'rights')).toContain(named);
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
      await untilTrue(
        () => service.log.includes(named),
        30_000,
        () => service.log,
      );
    } finally {
      await client.acl('DELUSER', 'sluice');
      await client.acl('SETUSER', ...documentedUser());
      await client.quit();
    }
  });
});
