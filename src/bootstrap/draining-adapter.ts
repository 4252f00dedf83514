import type { Server } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import { limitedServer, type ServerLimits } from './server-limits';

/** How long the last answers have to get out once the server closes (ms). */
const LAST_ANSWERS_MS = 1_000;

/** Closes also when clients keep their connections open, or never finish what they send. */
export class DrainingExpressAdapter extends ExpressAdapter {
  constructor(private readonly limits: ServerLimits) {
    super();
  }

  override initHttpServer(): void {
    this.httpServer = limitedServer(this.limits, this.getInstance());
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
