import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JobStores } from '../core/job-store';
import type { WorkerRecord } from '../core/worker-info';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { sendJson } from '../http/send';
import { JOB_STORES } from '../persistence/persistence.module';
import { ApiListWorkers } from './workers.openapi';

/** `GET /workers`: who is alive, and who was lost lately. */
@ApiTags('workers')
@Controller('workers')
export class WorkersController {
  constructor(@Inject(JOB_STORES) private readonly stores: JobStores) {}

  @ApiListWorkers()
  @Get()
  async list(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const workers = await this.stores.namespace(namespaceOf(request)).workers();
    sendJson(response, 200, JSON.stringify({ workers: workers.map(workerView) }));
  }
}

function workerView(worker: WorkerRecord): Record<string, unknown> {
  return {
    id: worker.id,
    name: worker.name,
    kind: worker.kind ?? 'process',
    version: worker.version,
    state: worker.alive ? worker.state : 'lost',
    slots: worker.slots,
    running: worker.running,
    queues: worker.queues,
    types: worker.types,
    last_seen_at: new Date(worker.lastSeenAt).toISOString(),
  };
}
