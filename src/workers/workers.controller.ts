import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JobStores } from '../core/job-store';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { sendJson } from '../http/send';
import { QueryReader } from '../jobs/query-reader';
import { JOB_STORES } from '../persistence/persistence.module';
import { runningJobs } from './running-jobs';
import { workerView } from './worker-view';
import { ApiListWorkers } from './workers.openapi';

/** `GET /workers`: who is alive, and who was lost lately. */
@ApiTags('workers')
@Controller('workers')
export class WorkersController {
  constructor(@Inject(JOB_STORES) private readonly stores: JobStores) {}

  @ApiListWorkers()
  @Get()
  async list(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const reader = new QueryReader(query, ['view']);
    const view = reader.read('view', viewOf, 'must be summary or full');
    reader.finish();
    const store = this.stores.namespace(namespaceOf(request));
    const [workers, running] = await Promise.all([
      store.workers(),
      view === 'full' ? runningJobs(store) : null,
    ]);
    const answer = {
      workers: workers.map((worker) => workerView(worker, running)),
      ...(running === null ? {} : { running_jobs_complete: running.complete }),
    };
    sendJson(response, 200, JSON.stringify(answer));
  }
}

function viewOf(text: string): 'summary' | 'full' | null {
  return text === 'summary' || text === 'full' ? text : null;
}
