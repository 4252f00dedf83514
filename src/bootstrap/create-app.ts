import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger, PinoLogger } from 'nestjs-pino';
import { Authenticator } from '../access/authenticator';
import { AppModule } from '../app.module';
import type { Config } from '../config/config';
import { bodiesInFlight } from '../http/body-budget';
import { refuseForeignPages } from '../http/browser-guard';
import { answerClientErrors } from '../http/client-errors';
import { guardHead } from '../http/head-guard';
import { allowHosts } from '../http/host-guard';
import { inTurn, type Middleware } from '../http/in-turn';
import { RouteTable } from '../http/route-table';
import { securityHeaders } from '../http/security-headers';
import { Lifecycle } from '../lifecycle/lifecycle';
import { accessLog } from '../logging/access-log';
import { FrameworkLogger } from '../logging/framework-logger';
import { HttpMetrics } from '../metrics/http-metrics';
import { JOB_TRACING, type JobTracing } from '../tracing/job-tracing';
import { NO_USER_PARTS, type UserParts } from '../user-handlers/exported-parts';
import { loadUserHandlers } from '../user-handlers/load-user-handlers';
import { AppOptions } from './app-options';
import { DrainingExpressAdapter } from './draining-adapter';
import { openApiDocument, serveOpenApi } from './openapi';

/** The service, set up and not yet listening. The same for main.ts and for tests. */
export async function createApp(config: Config): Promise<NestExpressApplication> {
  const adapter = new DrainingExpressAdapter(config.http);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(config, await userPartsOf(config)),
    adapter,
    new AppOptions(),
  );
  app.useLogger(new FrameworkLogger(app.get(Logger)));
  app.disable('x-powered-by');
  app.set('etag', false);
  // The simple parser: `a[b]=c` is a parameter of that name, not an object.
  app.set('query parser', 'simple');
  bodiesInFlight.allow(config.http.maxBodiesBytes);
  app.use(inTurn([...stepsBeforeRoutes(app, config), adapter.direct.middleware]));
  const document = openApiDocument(app);
  app.get(RouteTable).fill(document.paths);
  serveOpenApi(app, document);
  answerClientErrors(app.getHttpServer());
  return app;
}

/** What every request goes through, in this order, before its route. */
function stepsBeforeRoutes(app: NestExpressApplication, config: Config): Middleware[] {
  const lifecycle = app.get(Lifecycle);
  const traced = app.get<JobTracing | null>(JOB_TRACING)?.requests ?? null;
  return [
    (_request, response, next) => {
      if (!lifecycle.accepting) {
        // Clients and balancers move to another replica, and idle sockets do not hold the server open.
        response.setHeader('Connection', 'close');
      }
      next();
    },
    app.get(HttpMetrics).middleware,
    securityHeaders(),
    guardHead,
    allowHosts(config.http.allowedHosts),
    refuseForeignPages,
    ...(traced === null ? [] : [traced]),
    accessLog(PinoLogger.root),
    ...(config.access.required ? [app.get(Authenticator).middleware] : []),
  ];
}

async function userPartsOf({ handlersFolder }: Config): Promise<UserParts> {
  return handlersFolder === null ? NO_USER_PARTS : loadUserHandlers(handlersFolder);
}
