import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { untilTrue } from '../support/until';

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Of OTLP's JSON (opentelemetry-proto, trace.proto), what is looked at here. */
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

interface WireBody {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

export const SERVER = 2;
export const PRODUCER = 4;
export const CONSUMER = 5;

export interface ReceivedSpan extends Omit<WireSpan, 'attributes'> {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** What an OpenTelemetry collector does with traces that come over HTTP: takes them. */
export class Collector {
  readonly spans: ReceivedSpan[] = [];
  /** All bodies, as they came. */
  received = '';
  readonly paths = new Set<string>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Collector> {
    const server = createServer();
    const collector = new Collector(server);
    server.on('request', (request: IncomingMessage, response) => {
      void collector.take(request).then(
        () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
        () => response.writeHead(400).end(),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Those with these attributes, once there are so many. */
  async until(count: number, wanted: Readonly<Record<string, unknown>>): Promise<readonly ReceivedSpan[]> {
    await untilTrue(
      () => this.having(wanted).length >= count,
      10_000,
      () => `not ${count} spans of ${JSON.stringify(wanted)} among ${JSON.stringify(this.spans, null, 1)}`,
    );
    return this.having(wanted);
  }

  having(wanted: Readonly<Record<string, unknown>>): readonly ReceivedSpan[] {
    return this.spans.filter(({ attributes }) =>
      Object.entries(wanted).every(([name, value]) => attributes[name] === value),
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<void> {
    this.paths.add(`${request.method ?? ''} ${request.url ?? ''}`);
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) {
      text += String(chunk);
    }
    this.received += text;
    for (const { resource, scopeSpans } of (JSON.parse(text) as WireBody).resourceSpans) {
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({
          ...span,
          attributes: plain(span.attributes),
          resource: plain(resource.attributes),
        });
      }
    }
  }
}

function plain(attributes: readonly Attribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
