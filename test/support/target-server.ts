import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it arrived. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type Respond = (arrival: Arrival, response: ServerResponse, socket: Socket) => void;

/** A real HTTP server on loopback, as a target of requests: counts connections, notes what arrives. */
export class TargetServer {
  readonly arrivals: Arrival[] = [];
  /** Connections ever made. */
  connections = 0;
  respond: Respond = (_arrival, response) => void response.end('ok');
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const arrival = {
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: Buffer.concat(chunks),
        };
        this.arrivals.push(arrival);
        this.respond(arrival, response, request.socket);
      });
    });
  }

  /** @param host an address to listen on. */
  static async start(host = '127.0.0.1', port = 0): Promise<TargetServer> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    return new TargetServer(server);
  }

  /** Notices connections to every address of this machine; IPv6 as well, where it has any. */
  static onEveryAddress(): Promise<TargetServer> {
    return TargetServer.start('::').catch(() => TargetServer.start('0.0.0.0'));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.sockets.size;
  }

  url(path = '/', host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.server.close(resolve));
  }
}
