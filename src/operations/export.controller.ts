import { once } from 'node:events';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { JobRecord } from '../core/job';
import type { JobStore, JobStores } from '../core/job-store';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { jobJson, workersOf } from '../jobs/job-view';
import { Lifecycle } from '../lifecycle/lifecycle';
import { JOB_STORES } from '../persistence/persistence.module';
import { departureOf } from './departure';
import { ApiExportJobs } from './export.openapi';
import { exportPages } from './export-pages';
import { readExportQuery } from './export-query';
import { exportLines } from './job-export';

/** A client that takes nothing for this long is cut off (ms). */
const STALLED_MS = 60_000;
/** The same once the service drains. */
const STALLED_IN_DRAIN_MS = 2_000;

@ApiTags('jobs')
@NeedsScope('read')
@Controller('jobs')
export class ExportController {
  constructor(
    @Inject(JOB_STORES) private readonly stores: JobStores,
    private readonly lifecycle: Lifecycle,
  ) {}

  @ApiExportJobs()
  @Get('export')
  async export(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const asked = readExportQuery(query);
    const store = this.stores.namespace(namespaceOf(request));
    const gone = departureOf(response);
    // A store that does not answer is a 503, as long as nothing was said.
    const pages = await begun(exportPages(store, asked));
    response.writeHead(200, {
      'Content-Type': 'application/x-ndjson; charset=utf-8',
      'Content-Disposition': 'attachment; filename="jobs.ndjson"',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const stopAsked = () => (this.lifecycle.accepting ? null : 'draining');
    for await (const text of exportLines(pages, (jobs) => rendered(store, jobs), stopAsked)) {
      if (gone.aborted || !(await this.written(response, text, gone))) {
        return;
      }
    }
    response.end();
  }

  /** Once the client has taken it, or is near to that: no more than one page is held for it. False: it left. */
  private async written(response: HttpResponse, text: string, gone: AbortSignal): Promise<boolean> {
    if (response.write(text)) {
      return true;
    }
    const cut = () => void response.destroy();
    let timer = setTimeout(cut, STALLED_MS);
    const hurry = () => {
      clearTimeout(timer);
      timer = setTimeout(cut, STALLED_IN_DRAIN_MS);
    };
    const { draining } = this.lifecycle;
    draining.addEventListener('abort', hurry);
    if (draining.aborted) {
      hurry();
    }
    try {
      await once(response, 'drain', { signal: gone });
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
      draining.removeEventListener('abort', hurry);
    }
  }
}

/** The same pages, with the first one read already. @throws what reading it throws */
async function begun<T>(pages: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  const first = await pages.next();
  return (async function* () {
    if (first.done !== true) {
      yield first.value;
      yield* pages;
    }
  })();
}

async function rendered(store: JobStore, jobs: readonly JobRecord[]): Promise<string[]> {
  const ids = [...new Set(jobs.flatMap(workersOf))];
  const names = ids.length === 0 ? new Map<string, string>() : await store.workerNames(ids);
  return jobs.map((job) => jobJson(job, names));
}
