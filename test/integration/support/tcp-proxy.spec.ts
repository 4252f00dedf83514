import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TcpProxy } from '../../support/tcp-proxy';
import { untilTrue } from '../../support/until';

/** A client that keeps what it got. */
class Client {
  received = '';
  closed = false;

  constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (chunk) => (this.received += String(chunk)));
    socket.on('error', () => undefined).on('close', () => (this.closed = true));
  }

  async got(text: string): Promise<void> {
    await untilTrue(
      () => this.received === text,
      20_000,
      () => `expected ${text}, got ${this.received}`,
    );
  }
}

describe('the proxy that spoils connections', () => {
  let echo: Server;
  let heard: string;
  let proxy: TcpProxy;
  const clients: Client[] = [];

  const join = async () => {
    const client = new Client(connect(proxy.port, '127.0.0.1'));
    clients.push(client);
    await once(client.socket, 'connect');
    return client;
  };

  beforeEach(async () => {
    heard = '';
    echo = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        heard += data.toString();
        socket.write(data);
      });
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await TcpProxy.start((echo.address() as AddressInfo).port);
  });
  afterEach(async () => {
    clients.splice(0).forEach(({ socket }) => socket.destroy());
    await proxy.stop();
    echo.close();
    await once(echo, 'close');
  });

  it('passes everything on until it is told otherwise', async () => {
    const client = await join();
    client.socket.write('hello');
    await client.got('hello');
    expect(proxy.connections).toBe(1);
  });

  it('cuts what is connected, and takes new connections at once', async () => {
    const client = await join();
    client.socket.write('a');
    await client.got('a');
    proxy.cut();
    await untilTrue(
      () => client.closed,
      20_000,
      () => 'the client was not told',
    );
    const next = await join();
    next.socket.write('b');
    await next.got('b');
  });

  it('swallows: sockets stay open and nothing passes; after it, only new ones work', async () => {
    const before = await join();
    before.socket.write('a');
    await before.got('a');
    proxy.swallow();
    const meanwhile = await join();
    before.socket.write('b');
    meanwhile.socket.write('c');
    proxy.heal();
    before.socket.write('d');
    const after = await join();
    after.socket.write('e');
    await after.got('e');

    expect([before.received, meanwhile.received]).toEqual(['a', '']);
    expect([before.closed, meanwhile.closed]).toEqual([false, false]);
    expect(heard).toBe('ae');
  });

  it('loses an answer after its command was carried out', async () => {
    const client = await join();
    proxy.loseAnswers(1);
    client.socket.write('a');
    await untilTrue(
      () => client.closed,
      20_000,
      () => 'the connection goes on',
    );

    expect(heard).toBe('a');
    expect(client.received).toBe('');
    expect(proxy.lost).toBe(1);
  });

  it('is slow in order, and late by what it was told', async () => {
    const client = await join();
    proxy.slow(60);
    const from = performance.now();
    const texts = ['x'.repeat(2_000), 'y', 'z'];
    for (const text of texts) {
      client.socket.write(text);
    }
    await client.got(texts.join(''));

    // There and back.
    expect(performance.now() - from).toBeGreaterThan(110);
  });
});
