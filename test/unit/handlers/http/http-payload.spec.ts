import { httpPayloadProblems, readHttpPayload } from '../../../../src/handlers/http/http.payload';
import { OutboundPolicy } from '../../../../src/outbound/outbound-policy';
import { cpuMs } from '../../../support/cpu-time';

const policy = new OutboundPolicy({ hosts: [], networks: [] });
const problems = (payload: unknown) => httpPayloadProblems(payload, policy);
const pointers = (payload: unknown) => problems(payload).map(({ pointer }) => pointer);
const url = 'https://example.org/hook';

describe('the payload of a job of type http', () => {
  it('needs no more than a url', () => {
    expect(problems({ url })).toEqual([]);
    expect(readHttpPayload({ url })).toEqual({
      url: new URL(url),
      method: 'POST',
      headers: {},
      timeoutMs: 30_000,
      successStatuses: null,
    });
  });

  it('says everything else itself', () => {
    const payload = {
      url,
      method: 'PUT',
      headers: { Authorization: 'Bearer a b', 'x-empty': '' },
      body: { any: ['json'] },
      timeout_ms: 5,
      success_statuses: [200, 404],
    };
    expect(problems(payload)).toEqual([]);
    expect(readHttpPayload(payload)).toMatchObject({
      method: 'PUT',
      timeoutMs: 5,
      successStatuses: [200, 404],
    });
  });

  it.each([[null], [undefined], ['x'], [7], [[]], [[{ url }]]])('is an object, not %j', (payload) => {
    expect(pointers(payload)).toEqual(['']);
  });

  it.each<[object, string[]]>([
    [{}, ['/url']],
    [{ url: 7 }, ['/url']],
    [{ url: null }, ['/url']],
    [{ url: 'http://127.0.0.1/' }, ['/url']],
    [JSON.parse('{"__proto__":{"url":"https://example.org/"}}') as object, ['/url', '/__proto__']],
    [{ url, method: 'post' }, ['/method']],
    [{ url, method: 'CONNECT' }, ['/method']],
    [{ url, method: null }, ['/method']],
    [{ url, method: 'GET', body: {} }, ['/body']],
    [{ url, method: 'HEAD', body: '' }, ['/body']],
    [{ url, timeout_ms: 0 }, ['/timeout_ms']],
    [{ url, timeout_ms: 3_600_001 }, ['/timeout_ms']],
    [{ url, timeout_ms: 1.5 }, ['/timeout_ms']],
    [{ url, timeout_ms: '5' }, ['/timeout_ms']],
    [{ url, success_statuses: [] }, ['/success_statuses']],
    [{ url, success_statuses: 200 }, ['/success_statuses']],
    [{ url, success_statuses: [199] }, ['/success_statuses']],
    [{ url, success_statuses: [600] }, ['/success_statuses']],
    [{ url, success_statuses: ['200'] }, ['/success_statuses']],
    [{ url, success_statuses: Array.from({ length: 51 }, () => 200) }, ['/success_statuses']],
    [{ url, headers: [] }, ['/headers']],
    [{ url, headers: null }, ['/headers']],
    [{ url, headers: { a: 1 } }, ['/headers/a']],
    [
      { url, headers: { 'a b': 'x', 'a/b~': 'x', '': 'x' } },
      ['/headers/a b', '/headers/a~1b~0', '/headers/'],
    ],
    [{ url, headers: { a: 'x\r\nhost: evil' } }, ['/headers/a']],
    [{ url, headers: { a: ' x' } }, ['/headers/a']],
    [{ url, headers: { a: 'é' } }, ['/headers/a']],
    [{ url, headers: { A: '1', a: '2' } }, ['/headers/a']],
    [{ url, headers: { a: 'x'.repeat(8_200) } }, ['/headers']],
    [{ url, headers: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`x${n}`, ''])) }, ['/headers']],
    [{ url, header: {}, 'x/y': 1 }, ['/header', '/x~1y']],
    [{ url: 'x', method: 'x', headers: 1, timeout_ms: -1 }, ['/url', '/method', '/headers', '/timeout_ms']],
  ])('%j has problems at %j', (payload, expected) => {
    expect(pointers(payload)).toEqual(expected);
  });

  it.each([
    ...[
      'Host',
      'Connection',
      'Content-Length',
      'Transfer-Encoding',
      'TE',
      'Trailer',
      'Upgrade',
      'Keep-Alive',
    ],
    ...['Proxy-Authorization', 'Proxy-Connection', 'Expect', 'Accept-Encoding', 'Via'],
    ...['Webhook-Signature', 'webhook-id', 'WEBHOOK-TIMESTAMP', 'Sluice-Attempt', 'traceparent'],
  ])('may not set the header %s', (name) => {
    expect(pointers({ url, headers: { [name]: 'x' } })).toEqual([`/headers/${name}`]);
  });

  it('reads nothing that is only in a prototype, and is quick about a hostile payload', () => {
    const headers = Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`x${n}`, '']));
    const tookMs = cpuMs(() => {
      expect(pointers({ url, headers })).toEqual(['/headers']);
      expect(pointers({ url, ...headers })).toHaveLength(20);
    });
    expect(tookMs).toBeLessThan(1_000);
  });
});
