import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { JobStores } from '../core/job-store';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { sendJson } from '../http/send';
import { SharedAnswers } from '../http/shared-answers';
import { QueryReader } from '../jobs/query-reader';
import { JOB_STORES } from '../persistence/persistence.module';
import { runningJobs } from './running-jobs';
import { workerView } from './worker-view';
import { ApiListWorkers } from './workers.openapi';

/** `GET /workers`: who is alive, and who was lost lately. */
@ApiTags('workers')
@NeedsScope('read')
@Controller('workers')
export class WorkersController {
  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    private readonly shared: SharedAnswers,
  ) {}

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
    const namespace = namespaceOf(request);
    const json = await this.shared.of(request, namespace, () => this.json(namespace, view === 'full'));
    sendJson(response, 200, json);
  }

  private async json(namespace: string, full: boolean): Promise<string> {
    const store = this.stores.namespace(namespace);
    const [workers, running] = await Promise.all([store.workers(), full ? runningJobs(store) : null]);
    return JSON.stringify({
      workers: workers.map((worker) => workerView(worker, running)),
      ...(running === null ? {} : { running_jobs_complete: running.complete }),
    });
  }
}

function viewOf(text: string): 'summary' | 'full' | null {
  return text === 'summary' || text === 'full' ? text : null;
}
