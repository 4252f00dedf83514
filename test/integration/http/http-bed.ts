import 'reflect-metadata';
import { request } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from '../../../src/bootstrap/create-app';
import { loadConfig } from '../../../src/config/config';
import { Lifecycle } from '../../../src/lifecycle/lifecycle';
import type { TestRedis } from '../../support/redis-server';
import { anyRedis, stopAll, urlOf } from '../../support/test-topology';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Of JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** The whole service in this process, on a real Redis of its own, spoken to over a real socket. */
export class HttpBed {
  private closed: Promise<void> | null = null;

  private constructor(
    readonly redis: TestRedis,
    readonly app: NestExpressApplication,
  ) {}

  /** @param env what differs from an API process without failure and rate limits. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<HttpBed> {
    return HttpBed.on(await anyRedis(), env);
  }

  static async on(redis: TestRedis, env: Readonly<Record<string, string>> = {}): Promise<HttpBed> {
    const config = loadConfig({
      REDIS_URL: urlOf(redis),
      SLUICE_ROLE: 'api',
      SLUICE_RATE_LIMIT: '0',
      LOG_LEVEL: 'silent',
      ...env,
    });
    const app = await createApp(config);
    await app.listen(0, '127.0.0.1');
    app.get(Lifecycle).enter('running');
    return new HttpBed(redis, app);
  }

  get port(): number {
    const address: unknown = this.app.getHttpServer().address();
    if (typeof address !== 'object' || address === null || !('port' in address)) {
      throw new Error('not listening');
    }
    return Number(address.port);
  }

  /** Sends exactly this, and nothing of its own: no content type, no retry, no redirect. */
  ask(path: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request({ port: this.port, host: '127.0.0.1', path, method, headers, agent: false });
      call.on('error', reject);
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            get body() {
              return JSON.parse(text) as Record<string, unknown>;
            },
          });
        });
      });
      call.end(body);
    });
  }

  post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask('/jobs', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  /** Like the process at its end; a second call changes nothing. */
  async close(): Promise<void> {
    this.closed ??= this.app.close();
    await this.closed;
  }

  async stop(): Promise<void> {
    await this.close();
    await stopAll(this.redis);
  }
}
