import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { untilTrue } from './until';

export interface ReadEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client of `GET /events` that keeps all that it was told. */
export class EventReader {
  readonly events: ReadEvent[] = [];
  /** The latest id, as a browser would send it when it connects again. */
  lastId: string | null = null;
  ended = false;
  private rest = '';

  private constructor(
    private readonly call: ClientRequest,
    private readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.take(text));
    response.on('close', () => (this.ended = true));
    response.on('error', () => undefined);
  }

  /** Resolves once the stream is open. */
  static open(
    port: number,
    query = '',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<EventReader> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: `/events${query}`, headers, agent: false };
      const call = get(options, (response) => {
        if (response.statusCode === 200) {
          resolve(new EventReader(call, response));
        } else {
          response.resume();
          reject(new Error(`not opened: ${response.statusCode}`));
        }
      });
      call.on('error', reject);
    });
  }

  /** Events of jobs and others, by name and job. */
  get names(): string[] {
    return this.events.map(({ event, data }) =>
      typeof data['job_id'] === 'string' ? `${event} ${data['job_id']}` : event,
    );
  }

  async until(name: string, withinMs = 10_000): Promise<void> {
    await this.untilTrue(() => this.names.includes(name), name, withinMs);
  }

  async untilTrue(condition: () => boolean, what: string, withinMs = 10_000): Promise<void> {
    await untilTrue(condition, withinMs, () => `${what}; told: ${JSON.stringify(this.names.slice(-50))}`);
  }

  /** Reads nothing more from its socket. */
  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  close(): void {
    this.call.destroy();
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line): [string, string] => {
          const colon = line.indexOf(': ');
          return [line.slice(0, colon), line.slice(colon + 2)];
        }),
      );
      this.lastId = fields.get('id') ?? this.lastId;
      const data = fields.get('data');
      if (data !== undefined) {
        this.events.push({
          id: fields.get('id') ?? null,
          event: fields.get('event') ?? 'message',
          data: JSON.parse(data) as ReadEvent['data'],
        });
      }
    }
  }
}
