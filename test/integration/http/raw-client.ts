import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that sends bytes, not requests. */
export class RawClient {
  private received = '';
  private readonly ended: Promise<unknown>;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (chunk: string) => (this.received += chunk));
    socket.on('error', () => undefined);
    this.ended = once(socket, 'close');
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Sends bytes and reads until the service hangs up. */
  static async ask(port: number, bytes: string | Buffer): Promise<string> {
    const client = await RawClient.connect(port);
    client.write(bytes);
    return client.closed();
  }

  /** Closed by the service, without a word. */
  get dropped(): boolean {
    return this.socket.destroyed && this.received === '';
  }

  write(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** All that has come, once the service has hung up. */
  async closed(): Promise<string> {
    await this.ended;
    return this.received;
  }

  /** All that has come, once there is something. */
  async answered(): Promise<string> {
    while (this.received === '' && !this.socket.destroyed) {
      await Promise.race([once(this.socket, 'data'), this.ended]);
    }
    return this.received;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** The problem document of an answer as it came over the wire. */
export function problemIn(text: string): { readonly status: number; readonly code: string } {
  return JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as { status: number; code: string };
}
