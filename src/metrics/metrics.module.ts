import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller';
import { HttpMetrics } from './http-metrics';
import { MemoryModule } from '../memory/memory.module';
import { LatencyService } from './latency.service';
import { MemoryMetric } from './memory-metric';
import { MetricsController } from './metrics.controller';
import { ProcessMetrics } from './process-metrics';
import { ReadinessProbe } from './readiness-probe';
import { StoreAdviceWatch } from './store-advice-watch';

/** What operators and machines look at: numbers and health. Served by every role. */
@Module({
  imports: [MemoryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [MetricsController, HealthController],
  providers: [HttpMetrics, LatencyService, MemoryMetric, ProcessMetrics, ReadinessProbe, StoreAdviceWatch],
})
export class MetricsModule {}
