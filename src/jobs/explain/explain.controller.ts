import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../../access/needs-scope.decorator';
import type { Dependency } from '../../core/dependency';
import type { JobFacts } from '../../core/job-facts';
import type { JobStores } from '../../core/job-store';
import type { HttpRequest, HttpResponse } from '../../http/exchange';
import { namespaceOf } from '../../http/namespace-of';
import { noteJobId } from '../../http/request-notes';
import { sendJson } from '../../http/send';
import { JOB_STORES } from '../../persistence/persistence.module';
import { allDependencies } from '../all-dependencies';
import { noSuchJob, requireId } from '../job-reader.service';
import { ApiExplainJob } from './explain.openapi';
import { dedupView } from '../job-view';
import { explanationOf } from './explanation';
import { errorFields, time } from './reason';

/** `GET /jobs/{id}/explain`: the question that people ask most. */
@ApiTags('jobs')
@NeedsScope('read')
@Controller('jobs/:id/explain')
export class ExplainController {
  constructor(@Inject(JOB_STORES) private readonly stores: JobStores) {}

  @ApiExplainJob()
  @Get()
  async explain(
    @Param('id') id: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    noteJobId(response, id);
    requireId(id);
    const store = this.stores.namespace(namespaceOf(request));
    const facts = await store.explain(id);
    if (facts === null) {
      throw noSuchJob(id);
    }
    const { worker } = facts.job;
    const names = worker === null ? null : await store.workerNames([worker]);
    const dependencies = facts.job.awaitsDependencies ? await allDependencies(store, id) : [];
    const holder = worker && (names?.get(worker) ?? worker);
    sendJson(response, 200, explanationJson(facts, holder, dependencies));
  }
}

/** The result is spliced in as the text that it is: a trip through JavaScript's numbers would change it. */
function explanationJson(
  facts: JobFacts,
  worker: string | null,
  dependencies: readonly Dependency[],
): string {
  const { job, now } = facts;
  const { summary, reasons, estimatedStartAt } = explanationOf(facts, worker, dependencies);
  const head = JSON.stringify({
    summary,
    id: job.id,
    queue: job.queue,
    type: job.type,
    status: job.state,
    reasons: reasons.map(({ code, detail, fields }) => ({ code, detail, ...fields })),
    estimated_start_at: time(estimatedStartAt),
    expires_at: time(job.expiresAt),
    dedup: dedupView(job.dedup),
    error: errorFields(job.error),
    as_of: time(now),
  });
  return `${head.slice(0, -1)},"result":${job.result ?? 'null'}}`;
}
