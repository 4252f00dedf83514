import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import type { NamespaceCounts } from '../core/counters';
import type { HistoryStores } from '../core/history-store';
import type { JobStores } from '../core/job-store';
import { isForOneNamespace } from '../http/caller';
import { namespaceOf } from '../http/namespace-of';
import { ApiNamespace, ApiProblems } from '../http/problem.openapi';
import { sendBody, sendJson } from '../http/send';
import { SharedAnswers } from '../http/shared-answers';
import { HISTORY_STORES, JOB_STORES } from '../persistence/persistence.module';
import { withDeadline } from './deadline';
import { sampleQueues } from './queue-sample';
import { type NamespaceLimits, namespaceLimitsOf } from './namespace-limits';
import { METRICS_EXAMPLE, MetricsDto } from './metrics.dto';
import { ProcessMetrics } from './process-metrics';
import { countsView } from './store-metrics';
import { storeText, type StoreSample } from './store-text';

const STORE_DEADLINE_MS = 1_500;
const TEXT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
/** What Prometheus servers send; browsers and curl do not. */
const WANTS_TEXT = /\btext\/plain\b|\bapplication\/openmetrics-text\b/i;

@ApiTags('metrics')
@NeedsScope('read')
@Controller('metrics')
export class MetricsController {
  private readonly limits: NamespaceLimits;

  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    @Inject(HISTORY_STORES) private readonly histories: HistoryStores,
    private readonly own: ProcessMetrics,
    @Inject(CONFIG) private readonly config: Pick<Config, 'namespaces' | 'jobs'>,
    private readonly shared: SharedAnswers,
  ) {
    this.limits = namespaceLimitsOf(config);
  }

  @ApiOperation({
    operationId: 'getMetrics',
    summary: 'Counters of the namespace, cluster-wide and exact',
    description: 'Prometheus text where Accept asks for text/plain or application/openmetrics-text.',
  })
  @ApiNamespace()
  @ApiResponse({
    status: 200,
    description: 'JSON, or Prometheus text by Accept.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(MetricsDto) }, example: METRICS_EXAMPLE },
      'text/plain': { schema: { type: 'string' }, example: 'sluice_redis_up 1\n' },
    },
  })
  @ApiExtraModels(MetricsDto)
  @ApiProblems('invalid', 'store_unavailable')
  @Get()
  async json(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    if (WANTS_TEXT.test(request.headers.accept ?? '')) {
      await this.text(request, response);
      return;
    }
    const namespace = namespaceOf(request);
    const json = await this.shared.of(request, namespace, () => this.sums(namespace));
    sendJson(response, 200, json, { Vary: 'Accept' });
  }

  @ApiOperation({
    operationId: 'getPrometheusMetrics',
    summary: 'Prometheus text',
    description:
      'The store’s sums and this process’s own counters. Without Redis: sluice_redis_up 0. Without ' +
      'Sluice-Namespace the sums of all namespaces that this process serves, else of that one. A key for one ' +
      'namespace gets the sums of that, and nothing of the process.',
  })
  @ApiNamespace()
  @ApiResponse({
    status: 200,
    description: 'Text exposition format 0.0.4.',
    content: { 'text/plain': { schema: { type: 'string' }, example: 'sluice_redis_up 1\n' } },
  })
  @ApiProblems('invalid')
  @Get('prometheus')
  async text(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const asked = namespaceOf(request);
    const own = isForOneNamespace(request.caller);
    // Who names none gets all that this process serves: one scrape for them.
    const all = !own && request.headers['sluice-namespace'] === undefined;
    const namespaces = all ? this.config.namespaces : [asked];
    const [samples, ofProcess] = await Promise.all([
      withDeadline(Promise.all(namespaces.map((one) => this.sample(one))), STORE_DEADLINE_MS).catch(
        () => null,
      ),
      // What the process did, it did for all: none of a tenant's business.
      own ? '' : this.own.registry.metrics(),
    ]);
    sendBody(response, 200, TEXT_TYPE, storeText(samples) + ofProcess, { Vary: 'Accept' });
  }

  private async sums(namespace: string): Promise<string> {
    const [counts, workers, latencies] = await Promise.all([
      this.counts(namespace),
      withDeadline(this.stores.namespace(namespace).workers(), STORE_DEADLINE_MS),
      withDeadline(this.histories.history(namespace).latencies(), STORE_DEADLINE_MS),
    ]);
    return JSON.stringify(countsView(counts, workers, latencies, this.limits, new Date()));
  }

  private async sample(namespace: string): Promise<StoreSample> {
    const store = this.stores.namespace(namespace);
    const [counts, workers, queues] = await Promise.all([
      store.counts(),
      store.workers(),
      sampleQueues(store),
    ]);
    return { namespace, counts, workers, queues, limits: this.limits, at: Date.now() };
  }

  private counts(namespace: string): Promise<NamespaceCounts> {
    return withDeadline(this.stores.namespace(namespace).counts(), STORE_DEADLINE_MS);
  }
}
