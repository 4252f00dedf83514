import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that asks once and then holds its connection open, as connection pools do. */
export class KeepAliveClient {
  private constructor(private readonly socket: Socket) {
    socket.on('error', () => undefined);
  }

  /** Connects, sends one request and waits for the beginning of its answer. */
  static async connect(port: number, path: string): Promise<KeepAliveClient> {
    const socket = connect(port, '127.0.0.1');
    const client = new KeepAliveClient(socket);
    await once(socket, 'connect');
    client.request(path);
    await once(socket, 'data');
    return client;
  }

  request(path: string): void {
    this.socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n`);
  }

  /** Resolves when all that was asked has left this process. */
  async sent(): Promise<void> {
    if (this.socket.writableLength > 0) {
      await once(this.socket, 'drain');
    }
  }

  destroy(): void {
    this.socket.destroy();
  }
}
