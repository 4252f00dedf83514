import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpRequest, HttpResponse } from '../../../src/http/exchange';
import { noteJobId, noteTraceparent } from '../../../src/http/request-notes';
import { accessLog } from '../../../src/logging/access-log';
import { createLogger } from '../../../src/logging/root-logger';

let server: Server;
let lines: Record<string, unknown>[];
let logged: () => void = () => undefined;

/** One real exchange through the log; resolves with what was logged, if anything was expected. */
async function exchange(
  path: string,
  level: string,
  expectLine: boolean,
): Promise<Record<string, unknown>[]> {
  lines = [];
  const stream = {
    write(line: string) {
      lines.push(JSON.parse(line) as Record<string, unknown>);
      logged();
    },
  };
  const middleware = accessLog(createLogger(level, stream));
  server = createServer((incoming, outgoing) => {
    const req = Object.assign(incoming, { path, route: { path: '/jobs/:id' } }) as unknown as HttpRequest;
    const res = Object.assign(outgoing, { locals: {} }) as unknown as HttpResponse;
    middleware(req, res, () => {
      noteJobId(res, 'a'.repeat(500));
      noteTraceparent(res, `00-${'ab'.repeat(16)}-00f067aa0ba902b7-01`);
      outgoing.writeHead(202).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const line = new Promise<void>((resolve) => (logged = resolve));
  const call = request({ port: (server.address() as AddressInfo).port, path, agent: false });
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  if (expectLine) {
    await line;
  }
  server.close();
  await once(server, 'close');
  return lines;
}

describe('the access log', () => {
  it('writes one line with the route, not the path or the query, and a bounded job id', async () => {
    const [line, ...more] = await exchange('/jobs/1?token=secret', 'info', true);
    expect(more).toEqual([]);
    expect(line).toMatchObject({ msg: 'request', method: 'GET', route: '/jobs/:id', status: 202, level: 30 });
    expect(line?.['ms']).toEqual(expect.any(Number));
    expect(line?.['job_id']).toBe('a'.repeat(128));
    expect(line?.['trace_id']).toBe('ab'.repeat(16));
    expect(line?.['request_id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(line)).not.toContain('secret');
  });

  it.each(['/health/live', '/health/ready?x=1', '/metrics', '/metrics/prometheus'])(
    'says nothing about %s',
    async (path) => {
      expect(await exchange(path, 'info', false)).toEqual([]);
    },
  );

  it('says nothing where the level leaves it out', async () => {
    expect(await exchange('/jobs/1', 'warn', false)).toEqual([]);
  });
});
