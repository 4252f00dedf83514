import type { LookupAddress } from 'node:dns';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { parseOutboundAllow, type OutboundAllow } from '../../../src/config/outbound-allow';
import { MAX_ANSWER_BYTES, OutboundClient } from '../../../src/outbound/outbound-client';
import { OutboundPolicy } from '../../../src/outbound/outbound-policy';
import { signal } from '../../support/engine-bed';
import { TargetServer } from '../../support/target-server';
import { untilTrue } from '../../support/until';

const never = new AbortController().signal;

let target: TargetServer;
let clients: OutboundClient[] = [];

beforeEach(async () => {
  target = await TargetServer.onEveryAddress();
});

afterEach(async () => {
  await target.stop();
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
});

function clientOf(allow = '127.0.0.1', resolve?: (name: string) => Promise<readonly LookupAddress[]>) {
  const parsed = allow === '' ? { hosts: [], networks: [] } : parseOutboundAllow(allow);
  const client = new OutboundClient(new OutboundPolicy(parsed as OutboundAllow), resolve);
  clients.push(client);
  return client;
}

function get(client: OutboundClient, url: string, chosen: { timeoutMs?: number; signal?: AbortSignal } = {}) {
  const parts = {
    method: 'POST',
    headers: {},
    body: Buffer.from('{}'),
    timeoutMs: 5_000,
    signal: never,
  } as const;
  return client.send({ url: new URL(url), ...parts, ...chosen });
}

/** Milliseconds until it failed, and with what. */
async function failure(sent: Promise<unknown>): Promise<{ readonly code: unknown; readonly ms: number }> {
  const began = performance.now();
  const error: unknown = await sent.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  return { code: (error as { code?: unknown }).code ?? error, ms: performance.now() - began };
}

/** Every address of this machine, as a name server might give it. */
const LOOPBACKS: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
  { address: '::ffff:127.0.0.1', family: 6 },
  { address: '0.0.0.0', family: 4 },
];

describe('S45: what is refused is not connected to', () => {
  it.each([
    ...[
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '127.0.0.1.',
      '0',
      '[::1]',
      '[::]',
      '[::ffff:7f00:1]',
    ],
    ...['localhost', 'localhost.', 'x.localhost'],
  ])('by the host %s in the URL', async (host) => {
    const client = clientOf('');
    expect(await failure(get(client, `http://${host}:${target.port}/`))).toMatchObject({
      code: 'target_refused',
    });
    expect(target.connections).toBe(0);
  });

  it.each(LOOPBACKS)('by a name that has the address $address', async (address) => {
    const client = clientOf('', () => Promise.resolve([address]));
    expect(await failure(get(client, target.url('/', 'rebind.example')))).toMatchObject({
      code: 'target_refused',
    });
    expect(target.connections).toBe(0);
  });

  it('by its port, though its address is allowed', async () => {
    const client = clientOf('127.0.0.0/8');
    expect(await failure(get(client, 'http://127.0.0.1:6667/'))).toMatchObject({ code: 'target_refused' });
  });

  it('by a name of which only one address is inside', async () => {
    const mixed = [{ address: '127.0.0.1', family: 4 } as const, { address: '10.0.0.1', family: 4 } as const];
    const client = clientOf('127.0.0.1', () => Promise.resolve(mixed));
    expect(await failure(get(client, target.url('/', 'rebind.example')))).toMatchObject({
      code: 'target_refused',
    });
    expect(target.connections).toBe(0);
  });

  it('by a name that led to an allowed address when it was asked for first', async () => {
    const answers = ['127.0.0.2', '127.0.0.1'];
    target.respond = (_arrival, response) => response.setHeader('connection', 'close').end();
    const client = clientOf('127.0.0.2', () =>
      Promise.resolve([{ address: answers.shift() ?? 'asked again', family: 4 }]),
    );
    expect(await get(client, target.url('/', 'rebind.example'))).toMatchObject({ status: 200 });
    expect(await failure(get(client, target.url('/', 'rebind.example')))).toMatchObject({
      code: 'target_refused',
    });
    expect(answers).toEqual([]);
    expect(target.connections).toBe(1);
  });

  it('connects to the address that was checked, without asking for the name again', async () => {
    let asked = 0;
    const client = clientOf('hooks.example', () => {
      asked += 1;
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    });
    expect(await get(client, target.url('/', 'hooks.example'))).toMatchObject({ status: 200 });
    expect(asked).toBe(1);
    expect(target.arrivals[0]?.headers.host).toBe(`hooks.example:${target.port}`);
  });

  it('follows no redirect, to wherever it leads', async () => {
    const inside = await TargetServer.start();
    try {
      target.respond = (_arrival, response) => response.writeHead(302, { location: inside.url() }).end();
      expect(await get(clientOf(), target.url())).toMatchObject({ status: 302 });
      expect(inside.connections).toBe(0);
    } finally {
      await inside.stop();
    }
  });

  it('asks for a name once, however many want it at the same time', async () => {
    const asked: string[] = [];
    const answer = signal<readonly LookupAddress[]>();
    const client = clientOf('hooks.example', (name) => {
      asked.push(name);
      return answer.fired;
    });
    const sent = Array.from({ length: 20 }, () => get(client, target.url('/', 'hooks.example')));
    await untilTrue(
      () => asked.length > 0,
      20_000,
      () => 'a lookup',
    );
    answer.fire([{ address: '127.0.0.1', family: 4 }]);
    await Promise.all(sent);
    expect(asked).toEqual(['hooks.example']);
  });

  it('says that a name is not there', async () => {
    const client = clientOf('', () => Promise.reject(new Error('getaddrinfo ENOTFOUND no.example')));
    await expect(get(client, 'http://no.example/')).rejects.toMatchObject({
      code: 'http_unreachable',
      message: expect.stringContaining('ENOTFOUND') as string,
    });
  });
});

describe('a difficult target', () => {
  it('that drips is cut off at the deadline, not later', async () => {
    const stopped = signal();
    target.respond = (_arrival, response, socket) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 20);
      socket.once('close', () => {
        clearInterval(drip);
        stopped.fire();
      });
    };
    const { code, ms } = await failure(get(clientOf(), target.url(), { timeoutMs: 300 }));
    expect(code).toBe('http_timeout');
    expect(ms).toBeGreaterThanOrEqual(295);
    expect(ms).toBeLessThan(1_500);
    await stopped.fired;
  });

  it('that drips its headers is cut off at the deadline, too', async () => {
    const raw = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x-a: b\r\n'), 20);
      socket.once('close', () => clearInterval(drip));
    });
    const { code, ms } = await failure(get(clientOf(), raw.url, { timeoutMs: 300 }));
    expect(code).toBe('http_timeout');
    expect(ms).toBeLessThan(1_500);
    await raw.stop();
  });

  it('that hangs is cut off at the deadline', async () => {
    target.respond = () => undefined;
    const { code, ms } = await failure(get(clientOf(), target.url(), { timeoutMs: 200 }));
    expect(code).toBe('http_timeout');
    expect(ms).toBeLessThan(1_500);
    await untilTrue(
      () => target.open === 0,
      20_000,
      () => 'the connection is closed',
    );
  });

  it('whose name is never found is cut off at the deadline', async () => {
    const client = clientOf('', () => new Promise(() => undefined));
    const { code, ms } = await failure(get(client, 'http://slow.example/', { timeoutMs: 200 }));
    expect(code).toBe('http_timeout');
    expect(ms).toBeLessThan(1_500);
  });

  it('that floods is read up to a bound, and then hung up on', async () => {
    const closed = signal();
    target.respond = (_arrival, response, socket) => {
      socket.once('close', () => closed.fire());
      response.writeHead(200);
      const pour = () => {
        while (!socket.destroyed && response.write(Buffer.alloc(65_536, 'x')));
        response.once('drain', pour);
      };
      pour();
    };
    const answer = await get(clientOf(), target.url());
    expect(answer).toMatchObject({ status: 200, truncated: true });
    expect(answer.body).toHaveLength(MAX_ANSWER_BYTES);
    await closed.fired;
  });

  it('whose answer has exactly the bound has not been cut', async () => {
    target.respond = (_arrival, response) => response.end(Buffer.alloc(MAX_ANSWER_BYTES));
    const answer = await get(clientOf(), target.url());
    expect(answer.truncated).toBe(false);
    expect(answer.body).toHaveLength(MAX_ANSWER_BYTES);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['resets at once', (socket) => socket.resetAndDestroy()],
    ['hangs up without an answer', (socket) => socket.end()],
    [
      'resets in the middle',
      (socket) =>
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nabc', () => socket.resetAndDestroy()),
    ],
    ['ends in the middle', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nabc')],
    ['speaks another protocol', (socket) => socket.end('220 mail.example ESMTP\r\n')],
    ['sends endless headers', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n`)],
  ])('that %s is unreachable, not an answer', async (_what, behave) => {
    const raw = await rawServer(behave);
    expect(await failure(get(clientOf(), raw.url))).toMatchObject({ code: 'http_unreachable' });
    await raw.stop();
  });

  it('that is not there says why', async () => {
    const { port } = target;
    await target.stop();
    await expect(get(clientOf(), `http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'http_unreachable',
      message: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('is left when the caller gives up, with his reason', async () => {
    const controller = new AbortController();
    target.respond = () => controller.abort(new Error('cancelled by a person'));
    await expect(get(clientOf(), target.url(), { signal: controller.signal })).rejects.toThrow(
      'cancelled by a person',
    );
    await untilTrue(
      () => target.open === 0,
      20_000,
      () => 'the connection is closed',
    );
    await expect(get(clientOf(), target.url(), { signal: controller.signal })).rejects.toThrow('by a person');
    expect(target.connections).toBe(1);
  });
});

describe('connections', () => {
  it('are kept for the next request to the same origin', async () => {
    const client = clientOf();
    for (let n = 0; n < 30; n++) {
      await get(client, target.url(`/${n}`));
    }
    expect(target.arrivals).toHaveLength(30);
    // Two, for the first may not be free again when the next request begins.
    expect(target.connections).toBeLessThanOrEqual(2);
  });

  it('to a slow target hold up no other, nor a quick answer of the same', async () => {
    const slow = await TargetServer.start();
    try {
      const held: (() => void)[] = [];
      slow.respond = ({ path }, response) =>
        path === '/slow' ? void held.push(() => response.end()) : void response.end();
      const client = clientOf();
      const waiting = Array.from({ length: 50 }, () => get(client, slow.url('/slow')));
      await untilTrue(
        () => held.length === 50,
        20_000,
        () => `${held.length} of 50 requests have arrived`,
      );
      const began = performance.now();
      await Promise.all(Array.from({ length: 50 }, () => get(client, target.url())));
      await get(client, slow.url('/quick'));
      expect(performance.now() - began).toBeLessThan(2_000);
      expect(held).toHaveLength(50);
      for (const release of held) {
        release();
      }
      await Promise.all(waiting);
    } finally {
      await slow.stop();
    }
  });
});

interface RawServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Answers the first bytes of each connection as it is told, and does nothing else. */
async function rawServer(behave: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => behave(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
