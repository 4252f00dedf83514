import { once } from 'node:events';
import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Passes everything on to a server, until it is told to cut: then the next answer does not arrive. */
export class CuttingProxy {
  private cutNext = false;
  private cuts = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(targetPort: number): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server);
    server.on('connection', (client) => proxy.join(client, connect(targetPort, '127.0.0.1')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many answers were lost. */
  get lost(): number {
    return this.cuts;
  }

  /** The next answer is read, so its command was carried out, and the connection ends in its place. */
  loseNextAnswer(): void {
    this.cutNext = true;
  }

  async stop(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket, target: Socket): void {
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
    client.on('data', (data) => target.write(data));
    target.on('data', (data) => {
      if (this.cutNext) {
        this.cutNext = false;
        this.cuts += 1;
        client.destroy();
      } else {
        client.write(data);
      }
    });
  }
}
