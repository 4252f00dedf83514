import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../src/core/clock';
import { EventHub } from '../../src/core/events';
import { systemRandom } from '../../src/core/random';
import { EventClient } from '../../src/live-events/event-client';
import { EVENT_TOPICS } from '../../src/live-events/event-query';
import { EventTail } from '../../src/live-events/event-tail';
import { openStores } from '../peers/sluice';

/**
 * A process that serves one client of `GET /events` of a namespace, without a filter, as a replica of the API does. Says
 * `ready` once the client is told everything; when its standard input ends, how much processor time that took (µs).
 */
async function main(): Promise<void> {
  const stores = await openStores(process.argv[2] ?? '');
  const ports = { clock: systemClock, random: systemRandom, events: new EventHub() };
  const namespace = process.argv[3] ?? 'default';
  const tail = new EventTail(namespace, stores.events(namespace), ports);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  const listener = spawn('curl', ['-sN', '-o', '/dev/null', url], { stdio: 'ignore' });
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const wish = { queue: null, type: null, job: null, topics: new Set(EVENT_TOPICS), after: null };
  const client = new EventClient(response, wish);
  client.gone.addEventListener('abort', () => tail.leave(client), { once: true });
  await tail.join(client);
  const before = process.cpuUsage();
  process.stdout.write('ready\n');
  await once(process.stdin.resume(), 'end');
  const { user, system } = process.cpuUsage(before);
  listener.kill();
  process.stdout.write(`${user + system}\n`, () => process.exit(0));
}

void main();
