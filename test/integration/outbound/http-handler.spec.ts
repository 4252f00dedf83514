import type { LookupAddress } from 'node:dns';
import { loadConfig } from '../../../src/config/config';
import type { HandlerContext } from '../../../src/core/handler';
import { NeverRetryError } from '../../../src/core/handler-errors';
import type { ClaimedJob } from '../../../src/core/job';
import { HttpHandler } from '../../../src/handlers/http/http.handler';
import { OutboundClient } from '../../../src/outbound/outbound-client';
import { OutboundPolicy } from '../../../src/outbound/outbound-policy';
import { TargetServer } from '../../support/target-server';

let target: TargetServer;
beforeEach(async () => {
  target = await TargetServer.onEveryAddress();
});
afterEach(() => target.stop());

/** Runs one attempt of a job that was taken at a time when nothing spoke against it. */
async function attempt(payload: object, answer: LookupAddress, env: Readonly<Record<string, string>> = {}) {
  const config = loadConfig({ REDIS_URL: 'redis://127.0.0.1:1', ...env });
  const policy = new OutboundPolicy(config.outbound.allow);
  const client = new OutboundClient(policy, () => Promise.resolve([answer]));
  const job = {
    id: 'a',
    attempt: 1,
    retries: 0,
    payload: JSON.stringify(payload),
    traceparent: null,
    backoff: null,
  };
  const context: HandlerContext = {
    job: job as unknown as ClaimedJob,
    attempt: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
    dependencies: () => (async function* () {})(),
    followUp: () => 'none',
    log: () => undefined,
  };
  try {
    return await new HttpHandler(config, policy, client)
      .run(payload, context)
      .catch((error: unknown) => error);
  } finally {
    await client.close();
  }
}

describe('a job of type http that was taken', () => {
  it.each<LookupAddress>([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
    { address: '::ffff:127.0.0.1', family: 6 },
  ])('fails for good when its name leads to $address by now, and connects to nothing', async (address) => {
    const error = await attempt({ url: target.url('/', 'rebind.example') }, address);
    expect(error).toBeInstanceOf(NeverRetryError);
    expect(error).toMatchObject({ code: 'target_refused' });
    expect(target.connections).toBe(0);
  });

  it('fails for good when the rules have become stricter', async () => {
    const error = await attempt({ url: target.url() }, { address: '127.0.0.1', family: 4 });
    expect(error).toBeInstanceOf(NeverRetryError);
    expect(error).toMatchObject({
      code: 'invalid_payload',
      message: expect.stringMatching(/^payload\/url /) as string,
    });
    expect(target.connections).toBe(0);
  });

  it('is sent where its name leads to an address that is allowed', async () => {
    const allow = { SLUICE_OUTBOUND_ALLOW: 'rebind.example' };
    const url = target.url('/', 'rebind.example');
    expect(await attempt({ url }, { address: '127.0.0.1', family: 4 }, allow)).toMatchObject({ status: 200 });
    expect(target.connections).toBe(1);
  });

  it('keeps of the answer what SLUICE_MAX_RESULT_BYTES has room for', async () => {
    target.respond = (_arrival, response) => response.end('\u0001'.repeat(60_000));
    const env = { SLUICE_OUTBOUND_ALLOW: '127.0.0.1', SLUICE_MAX_RESULT_BYTES: '1000' };
    const result = await attempt({ url: target.url() }, { address: '127.0.0.1', family: 4 }, env);
    expect(result).toMatchObject({ status: 200, body_truncated: true });
    expect(JSON.stringify(result).length).toBeLessThanOrEqual(1_000);
    expect((result as { body: string }).body.length).toBeGreaterThan(50);
  });
});
