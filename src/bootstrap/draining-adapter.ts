import type { Server } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import { DirectRoutes } from '../http/direct-routes';
import { limitedServer, type ServerLimits } from './server-limits';

/** How long the last answers have to get out once the server closes (ms). */
const LAST_ANSWERS_MS = 1_000;

type Route = Parameters<ExpressAdapter['post']>;

/**
 * Closes also when clients keep their connections open, or never finish what they send; and keeps the routes without
 * parameters a second time, where they are found at once.
 */
export class DrainingExpressAdapter extends ExpressAdapter {
  readonly direct = new DirectRoutes();

  constructor(private readonly limits: ServerLimits) {
    super();
  }

  override initHttpServer(): void {
    this.httpServer = limitedServer(this.limits, this.getInstance());
  }

  override get(...route: unknown[]): unknown {
    this.direct.add('GET', route);
    return super.get(...(route as Route));
  }

  override post(...route: unknown[]): unknown {
    this.direct.add('POST', route);
    return super.post(...(route as Route));
  }

  override put(...route: unknown[]): unknown {
    this.direct.add('PUT', route);
    return super.put(...(route as Route));
  }

  override patch(...route: unknown[]): unknown {
    this.direct.add('PATCH', route);
    return super.patch(...(route as Route));
  }

  override delete(...route: unknown[]): unknown {
    this.direct.add('DELETE', route);
    return super.delete(...(route as Route));
  }

  override async close(): Promise<void> {
    const server = this.getHttpServer() as Server | undefined;
    if (server?.listening !== true) {
      return;
    }
    const closed = super.close();
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
    await closed;
    clearTimeout(cut);
  }
}
