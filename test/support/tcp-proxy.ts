import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type Link = 'open' | 'swallowed';

/**
 * Stands between a process and a server and spoils the connection as networks do.
 *
 * - `cut`: all connections end now.
 * - `swallow`: connections stay open and nothing passes any more, as when a peer vanished; those that come
 *   meanwhile are accepted and silent too. After {@link heal} new ones work; a swallowed one never does again.
 * - `slow`: everything comes late and in small pieces, in order.
 * - `loseAnswers`: the next answers are read, so their commands were carried out, and the connection ends in
 *   their place.
 */
export class TcpProxy {
  private readonly pairs = new Set<ProxiedPair>();
  private mode: Link = 'open';
  private delayMs = 0;
  private answersToLose = 0;
  private answersLost = 0;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {}

  static async start(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, targetPort);
    server.on('connection', (client) => proxy.join(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** How many answers were lost. */
  get lost(): number {
    return this.answersLost;
  }

  cut(): void {
    for (const pair of [...this.pairs]) {
      pair.end();
    }
  }

  swallow(): void {
    this.mode = 'swallowed';
    for (const pair of this.pairs) {
      pair.swallow();
    }
  }

  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  loseAnswers(count: number): void {
    this.answersToLose = count;
  }

  heal(): void {
    this.mode = 'open';
    this.delayMs = 0;
    this.answersToLose = 0;
  }

  async stop(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    const pair = new ProxiedPair(client, connect(this.targetPort, '127.0.0.1'), {
      delayMs: () => this.delayMs,
      losesAnswer: () => this.losesAnswer(),
      ended: () => this.pairs.delete(pair),
    });
    this.pairs.add(pair);
    if (this.mode === 'swallowed') {
      pair.swallow();
    }
  }

  private losesAnswer(): boolean {
    if (this.answersToLose === 0) {
      return false;
    }
    this.answersToLose -= 1;
    this.answersLost += 1;
    return true;
  }
}

interface Spoiling {
  readonly delayMs: () => number;
  readonly losesAnswer: () => boolean;
  readonly ended: () => void;
}

/** Pieces of a slow link (bytes): small enough to fall within a reply. */
const PIECE = 512;

/** The two ends of one connection. */
class ProxiedPair {
  private swallowed = false;

  constructor(
    private readonly client: Socket,
    private readonly target: Socket,
    private readonly spoiling: Spoiling,
  ) {
    for (const socket of [client, target]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    // When the server goes, a swallowed client is not told; when the client goes, both do.
    client.on('close', () => this.end());
    target.on('close', () => {
      if (!this.swallowed) {
        this.end();
      }
    });
    this.pass(client, target, () => false);
    this.pass(target, client, this.spoiling.losesAnswer);
  }

  swallow(): void {
    this.swallowed = true;
  }

  end(): void {
    this.client.destroy();
    this.target.destroy();
    this.spoiling.ended();
  }

  private pass(from: Socket, to: Socket, loses: () => boolean): void {
    let busy: Promise<void> = Promise.resolve();
    let waiting = 0;
    from.on('data', (data: Buffer) => {
      if (this.swallowed) {
        return;
      }
      if (loses()) {
        this.end();
        return;
      }
      const delayMs = this.spoiling.delayMs();
      if (delayMs === 0 && waiting === 0) {
        to.write(data);
        return;
      }
      waiting += 1;
      const due = performance.now() + delayMs;
      busy = busy.then(() => this.trickle(data, to, due)).finally(() => (waiting -= 1));
    });
  }

  private async trickle(data: Buffer, to: Socket, due: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    for (let from = 0; from < data.length && !this.swallowed; from += PIECE) {
      to.write(data.subarray(from, from + PIECE));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
