import { Controller, Get, HttpException } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import { OpenToAll } from '../access/needs-scope.decorator';
import { ProblemError, type ProblemCode } from '../http/problem';
import { ApiProblems } from '../http/problem.openapi';
import { Lifecycle } from '../lifecycle/lifecycle';
import { ReadinessProbe } from './readiness-probe';
import { StoreAdviceWatch } from './store-advice-watch';

const HEALTHY = {
  status: 200,
  description: 'Healthy.',
  schema: { type: 'object', properties: { status: { type: 'string', example: 'ok' } } },
} as const;

/** For Kubernetes and load balancers. */
@ApiTags('health')
@OpenToAll()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly probe: ReadinessProbe,
    private readonly lifecycle: Lifecycle,
    private readonly advice: StoreAdviceWatch,
  ) {}

  @ApiOperation({
    operationId: 'live',
    summary: 'The process runs',
    description: 'Says nothing about Redis: a restart of the pod would not help it.',
  })
  @ApiResponse(HEALTHY)
  @Get('live')
  live(): HealthCheckResult {
    // Past Terminus, which says 503 to everything once a shutdown began: a draining pod must not be killed for it.
    const process = { process: { status: 'up' } } as const;
    return { status: 'ok', info: process, error: {}, details: process };
  }

  @ApiOperation({
    operationId: 'ready',
    summary: 'Send requests here',
    description: 'Under `details.settings`: how the store is set up, check by check.',
  })
  @ApiResponse(HEALTHY)
  @ApiProblems('not_ready', 'draining', 'store_unavailable')
  @Get('ready')
  async ready(): Promise<HealthCheckResult> {
    const service = this.indicators.check('service');
    const store = this.indicators.check('store');
    const settings = this.indicators.check('settings');
    return this.answer(this.notReady(), [
      () => (this.lifecycle.serving ? service.up() : service.down(`The service is ${this.lifecycle.phase}`)),
      () => (this.probe.storeUp ? store.up() : store.down('The store does not answer')),
      () => (this.advice.fit ? settings.up(this.advice.summary) : settings.down(this.advice.summary)),
    ]);
  }

  @ApiOperation({ operationId: 'started', summary: 'The start is over' })
  @ApiResponse(HEALTHY)
  @ApiProblems('not_ready')
  @Get('startup')
  async startup(): Promise<HealthCheckResult> {
    const service = this.indicators.check('service');
    const started = this.lifecycle.phase !== 'starting';
    return this.answer('not_ready', [
      () => (started ? service.up() : service.down('The service is starting')),
    ]);
  }

  private notReady(): ProblemCode {
    const { phase } = this.lifecycle;
    if (phase === 'leaving' || phase === 'draining') {
      return 'draining';
    }
    return phase === 'running' && !this.probe.storeUp ? 'store_unavailable' : 'not_ready';
  }

  /** Terminus answers in its own form; an error of ours is a problem document, with Terminus' findings in it. */
  private async answer(
    code: ProblemCode,
    checks: Parameters<HealthCheckService['check']>[0],
  ): Promise<HealthCheckResult> {
    try {
      return await this.health.check(checks);
    } catch (error) {
      if (error instanceof HttpException) {
        const result = error.getResponse() as HealthCheckResult;
        throw new ProblemError(code, 'The service is not ready', {
          headers: { 'Retry-After': '1' },
          extension: { checks: result.details },
        });
      }
      throw error;
    }
  }
}
