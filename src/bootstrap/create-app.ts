import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { Logger, PinoLogger } from 'nestjs-pino';
import { Authenticator } from '../access/authenticator';
import { AppModule } from '../app.module';
import type { Config } from '../config/config';
import { bodiesInFlight } from '../http/body-budget';
import { refuseForeignPages } from '../http/browser-guard';
import { answerClientErrors } from '../http/client-errors';
import { guardHead } from '../http/head-guard';
import { allowHosts } from '../http/host-guard';
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
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(config, await userPartsOf(config)),
    new DrainingExpressAdapter(config.http),
    new AppOptions(),
  );
  app.useLogger(new FrameworkLogger(app.get(Logger)));
  app.disable('x-powered-by');
  app.set('etag', false);
  // The simple parser: `a[b]=c` is a parameter of that name, not an object.
  app.set('query parser', 'simple');
  const lifecycle = app.get(Lifecycle);
  app.use((_request: HttpRequest, response: HttpResponse, next: () => void) => {
    if (!lifecycle.accepting) {
      // Clients and balancers move to another replica, and idle sockets do not hold the server open.
      response.setHeader('Connection', 'close');
    }
    next();
  });
  app.use(app.get(HttpMetrics).middleware);
  bodiesInFlight.allow(config.http.maxBodiesBytes);
  app.use(securityHeaders());
  app.use(guardHead);
  app.use(allowHosts(config.http.allowedHosts));
  app.use(refuseForeignPages);
  const traced = app.get<JobTracing | null>(JOB_TRACING)?.requests ?? null;
  if (traced !== null) {
    app.use(traced);
  }
  app.use(accessLog(PinoLogger.root));
  if (config.access.required) {
    app.use(app.get(Authenticator).middleware);
  }
  const document = openApiDocument(app);
  app.get(RouteTable).fill(document.paths);
  serveOpenApi(app, document);
  answerClientErrors(app.getHttpServer());
  return app;
}

async function userPartsOf({ handlersFolder }: Config): Promise<UserParts> {
  return handlersFolder === null ? NO_USER_PARTS : loadUserHandlers(handlersFolder);
}
