import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { testKey, type TestKey } from '../../support/api-keys';
import { HttpBed } from '../http/http-bed';

/** The head of an answer, and its body where it has an end. */
export interface Told {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

export interface ServedRoute {
  readonly method: string;
  /** As the router has it: `/jobs/:id`. */
  readonly pattern: string;
  /** With something in place of each parameter. */
  readonly path: string;
}

/** One key of each kind that there is. */
export const KEYS = {
  enqueue: testKey('enqueue'),
  read: testKey('read'),
  work: testKey('work'),
  admin: testKey('admin'),
  other: testKey('admin', 'other'),
  any: testKey('admin', '*'),
  expired: testKey('admin', 'default', ';expires=2020-01-01'),
  stranger: testKey('admin'),
} as const satisfies Record<string, TestKey>;

const KNOWN = Object.values(KEYS)
  .filter((key) => key !== KEYS.stranger)
  .map(({ entry }) => entry)
  .join(',');

/** The service with keys, and ways to knock at its doors. */
export class AccessBed {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });

  private constructor(readonly http: HttpBed) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<AccessBed> {
    return new AccessBed(await HttpBed.start({ SLUICE_API_KEYS: KNOWN, ...env }));
  }

  /** What is served, from the router itself: what somebody adds is in it. */
  routes(): ServedRoute[] {
    const { stack } = (this.http.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } }).router;
    return stack.flatMap(({ route }) =>
      route === undefined
        ? []
        : Object.keys(route.methods).map((method) => ({
            method: method.toUpperCase(),
            pattern: route.path,
            path: route.path.replace(/\{?\/?\*(\w+)\}?/g, '/some').replace(/:(\w+)/g, 'some'),
          })),
    );
  }

  /** Asks, and reads no further than it must: an event stream has no end. */
  ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Told> {
    return new Promise((resolve, reject) => {
      const call = request({
        port: this.http.port,
        host: '127.0.0.1',
        method,
        path,
        headers,
        agent: this.agent,
      });
      call.on('error', reject);
      call.on('response', (response) => {
        const head = { status: response.statusCode ?? 0, headers: response.headers };
        if (/event-stream/.test(response.headers['content-type'] ?? '')) {
          response.on('error', () => undefined);
          call.destroy();
          resolve({ ...head, text: '' });
          return;
        }
        readAll(response).then((text) => resolve({ ...head, text }), reject);
      });
      call.end();
    });
  }

  /** Sends these very bytes, and reads until the service closes. */
  raw(bytes: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.http.port, '127.0.0.1', () => socket.write(bytes));
      let answer = '';
      socket.setEncoding('latin1').on('data', (chunk) => (answer += String(chunk)));
      socket.once('error', reject).once('close', () => resolve(answer));
    });
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.http.stop();
  }
}
