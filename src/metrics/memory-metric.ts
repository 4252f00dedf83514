import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { MemoryWatch } from '../memory/memory-watch';
import { ProcessMetrics } from './process-metrics';

/** How full the store is, as this process saw it last. */
@Injectable()
export class MemoryMetric {
  constructor(metrics: ProcessMetrics, memory: MemoryWatch) {
    new Gauge({
      name: 'sluice_redis_memory_ratio',
      help: 'Used memory of Redis by its maxmemory; absent where it has none. New jobs are refused above SLUICE_MAX_MEMORY_PERCENT.',
      registers: [metrics.registry],
      collect() {
        const { share } = memory;
        if (share === null) {
          this.remove();
        } else {
          this.set(share);
        }
      },
    });
  }
}
