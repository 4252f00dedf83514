import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { Dice } from './dice';
import type { FuzzRequest } from './request-maker';

export interface FuzzAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Longer than any answer may take, also on a busy machine (ms). */
const PATIENCE_MS = 30_000;

/** Sends requests over a few connections that stay open. */
export class Exchange {
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections });
  }

  send({
    method,
    path,
    headers,
    body,
  }: Pick<FuzzRequest, 'method' | 'path' | 'headers' | 'body'>): Promise<FuzzAnswer | null> {
    // Node sends the body of a HEAD without saying how long it is.
    const framed = body === null ? headers : { ...headers, 'content-length': String(body.length) };
    return new Promise((resolve, reject) => {
      const call = request({
        port: this.port,
        host: '127.0.0.1',
        agent: this.agent,
        method,
        path,
        headers: framed,
        timeout: PATIENCE_MS,
      });
      let late = false;
      call.on('timeout', () => {
        late = true;
        reject(new Error(`no answer within ${PATIENCE_MS} ms`));
        call.destroy();
      });
      call.on('error', (error) => {
        // The service had closed a connection that was idle as this went out: it has seen nothing of it.
        if (call.reusedSocket && !answered && !late) {
          resolve(this.send({ method, path, headers, body }));
        } else {
          reject(new Error(`no answer: ${error.message}`));
        }
      });
      let answered = false;
      call.on('response', (response) => {
        answered = true;
        const chunks: Buffer[] = [];
        const end = () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        };
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', end).on('error', reject);
        if (response.headers['content-type']?.startsWith('text/event-stream') === true) {
          response.off('error', end);
          call.destroy();
          end();
        }
      });
      call.end(body ?? undefined);
    });
  }

  /** Sends the same with some of its bytes changed, past all that a client of HTTP would see to. */
  sendGarbled({ method, path, headers, body }: FuzzRequest, dice: Dice): Promise<FuzzAnswer | null> {
    const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost', 'connection: close'];
    for (const [name, value] of Object.entries({ ...headers, 'content-length': String(body?.length ?? 0) })) {
      lines.push(`${name}: ${value}`);
    }
    const bytes = Buffer.concat([
      Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
      body ?? Buffer.alloc(0),
    ]);
    for (let times = dice.int(1, 4); times > 0; times--) {
      bytes[dice.int(0, bytes.length - 1)] = dice.int(0, 255);
    }
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1');
      let text = '';
      socket.setTimeout(PATIENCE_MS, () => reject(new Error(`no answer within ${PATIENCE_MS} ms`)));
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (/^content-type: text\/event-stream/im.test(text)) {
          socket.destroy();
        }
      });
      socket.on('error', () => undefined).on('close', () => resolve(answerIn(text)));
      socket.end(bytes);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** As far as it tells how the service took the request. */
function answerIn(text: string): FuzzAnswer | null {
  const head = /^HTTP\/1\.1 (\d{3}) [^]*?\r\n\r\n/.exec(text);
  if (head === null) {
    return null;
  }
  const type = /^content-type: (.*)\r$/im.exec(head[0])?.[1];
  const length = /^content-length: (\d+)\r$/im.exec(head[0])?.[1];
  // What was sent behind the request may have got an answer of its own.
  const body = Buffer.from(text.slice(head[0].length)).subarray(
    0,
    length === undefined ? undefined : Number(length),
  );
  return { status: Number(head[1]), headers: { 'content-type': type }, text: body.toString('utf8') };
}
