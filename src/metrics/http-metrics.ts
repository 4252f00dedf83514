import { Injectable } from '@nestjs/common';
import { Histogram } from 'prom-client';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { ProcessMetrics } from './process-metrics';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Other methods are one: clients make them up. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Lasts as long as its client wants: how long says nothing about the service. */
const STREAMS: ReadonlySet<string> = new Set(['/events']);

/** How long requests take, by route (never by path: ids are in paths), method and status. */
@Injectable()
export class HttpMetrics {
  private readonly duration: Histogram<'route' | 'method' | 'status'>;

  constructor(metrics: ProcessMetrics) {
    this.duration = new Histogram({
      name: 'sluice_http_request_duration_seconds',
      help:
        'How long requests took, the body of the request and of the answer included; long polls are in it, ' +
        'event streams are not. Status 0: the client left first. Per process: sum over the replicas.',
      labelNames: ['route', 'method', 'status'] as const,
      buckets: BUCKETS,
      registers: [metrics.registry],
    });
  }

  /** For Express: times each request to the end of its answer. */
  readonly middleware = (request: HttpRequest, response: HttpResponse, next: () => void): void => {
    const began = performance.now();
    response.once('close', () => this.ended(request, response, (performance.now() - began) / 1000));
    next();
  };

  private ended(request: HttpRequest, response: HttpResponse, seconds: number): void {
    const path = request.route?.path;
    const route = typeof path === 'string' ? path : 'none';
    if (!STREAMS.has(route)) {
      const method = METHODS.has(request.method) ? request.method : 'other';
      const status = response.headersSent ? response.statusCode : 0;
      this.duration.observe({ route, method, status }, seconds);
    }
  }
}
