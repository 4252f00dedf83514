import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../support/cluster';
import type { Service } from '../support/service';

let folder: string;
let target: Server;
let cluster: Cluster;
/** Trusts the target's certificate; {@link stranger} does not. */
let service: Service;
let stranger: Service;
let arrived = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ];
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', [...made, ...named, '-keyout', key, '-out', cert], { stdio: 'pipe' });
  target = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
    arrived += 1;
    response.end('over TLS');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  cluster = await Cluster.start();
  const env = { SLUICE_OUTBOUND_ALLOW: 'localhost, 127.0.0.1' };
  service = await cluster.service({ ...env, NODE_EXTRA_CA_CERTS: cert });
  stranger = await cluster.service({ ...env, SLUICE_NAMESPACES: 'stranger' });
});
afterAll(async () => {
  await cluster.stop();
  await new Promise((resolve) => target.close(resolve));
  rmSync(folder, { recursive: true });
});

async function run(on: Service, id: string, host: string): Promise<unknown> {
  const base = `http://127.0.0.1:${on.port}`;
  const headers = {
    'content-type': 'application/json',
    'sluice-namespace': on === stranger ? 'stranger' : 'default',
  };
  const { port } = target.address() as AddressInfo;
  const payload = { url: `https://${host}:${port}/` };
  await fetch(`${base}/jobs`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ id, type: 'http', payload, max_retries: 0 }),
  });
  return (await fetch(`${base}/jobs/${id}?wait_ms=20000`, { headers })).json();
}

describe('a target that speaks TLS', () => {
  it('is called by the name that its certificate has', async () => {
    expect(await run(service, 'named', 'localhost')).toMatchObject({
      status: 'completed',
      result: { status: 200, body: 'over TLS' },
    });
    expect(arrived).toBe(1);
  });

  it('gets nothing where its certificate is for another name, or from nobody known', async () => {
    expect(await run(service, 'misnamed', '127.0.0.1')).toMatchObject({
      status: 'failed',
      error: { code: 'http_unreachable', message: expect.stringContaining('altnames') as string },
    });
    expect(await run(stranger, 'unknown', 'localhost')).toMatchObject({
      status: 'failed',
      error: { code: 'http_unreachable', message: expect.stringContaining('self-signed') as string },
    });
    expect(arrived).toBe(1);
  });
});
