import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventClient } from '../../../src/live-events/event-client';
import { EVENT_TOPICS } from '../../../src/live-events/event-query';
import { EventReader } from '../../support/event-reader';

describe('a client of events that does not read', () => {
  let server: Server;
  let reader: EventReader;
  let client: EventClient;

  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const opened = EventReader.open((server.address() as AddressInfo).port);
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
    const wish = { queue: null, type: null, job: null, topics: new Set(EVENT_TOPICS), after: null };
    client = new EventClient(response, wish);
    client.open('7-0');
    reader = await opened;
  });
  afterEach(() => {
    reader.close();
    server.close();
  });

  it('misses some, is told so once it reads, and is told of what comes then', async () => {
    reader.pause();
    const long = 'x'.repeat(100_000);
    // More than the sockets of both sides hold.
    for (let n = 0; n < 1_000; n += 1) {
      client.stats(JSON.stringify({ n, long }));
    }
    reader.resume();
    await reader.until('gap', 30_000);
    expect(reader.events.at(-1)).toEqual({ id: '7-0', event: 'gap', data: { reason: 'slow' } });
    expect(reader.events.length).toBeLessThan(1_000);
    client.stats('{"n":"last"}');
    await reader.untilTrue(() => reader.events.at(-1)?.data['n'] === 'last', 'what comes then', 30_000);
  });
});
