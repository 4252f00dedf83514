import { Controller, Get, HttpCode, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import type { QueueInfo } from '../core/queue-info';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { readJsonText } from '../http/read-body';
import { sendJson } from '../http/send';
import { SharedAnswers } from '../http/shared-answers';
import { QueryReader } from '../jobs/query-reader';
import { readQueuePatch } from './queue-patch';
import { QUEUE_SORTS, type QueueSort } from './queue-order';
import { queueDetailsView, queueView, settingsTag, type DefaultLimits } from './queue-view';
import { ApiGetQueue, ApiListQueues, ApiPatchQueue, ApiPauseQueue, ApiResumeQueue } from './queues.openapi';
import { QueuesService } from './queues.service';

/** Queues on a page. */
export const PAGE_SIZE_RANGE = { min: 1, max: 200, default: 50 } as const;

const MOST_PATCH_BYTES = 16 * 1024;

/** What a listing asks for. */
interface ListWish {
  readonly sort: QueueSort;
  /** Where the page starts; null: at the beginning. */
  readonly after: string | null;
  readonly size: number;
  readonly contains: string;
}

/** What an operator sees of queues and changes on them; also works while the service drains. */
@ApiTags('queues')
@Controller('queues')
export class QueuesController {
  constructor(
    private readonly queues: QueuesService,
    @Inject(CONFIG) private readonly config: Config,
    private readonly shared: SharedAnswers,
  ) {}

  @ApiListQueues()
  @NeedsScope('read')
  @Get()
  async list(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const reader = new QueryReader(query, ['contains', 'sort', 'page_size', 'page_token']);
    const size = reader.integer('page_size', PAGE_SIZE_RANGE) ?? PAGE_SIZE_RANGE.default;
    const text = (value: string) => (/^[A-Za-z0-9._@-]{1,128}$/.test(value) ? value : null);
    const contains = reader.read('contains', text, 'must be 1 to 128 characters of A-Z a-z 0-9 . _ @ -');
    const sortOf = (value: string) => QUEUE_SORTS.find((sort) => sort === value) ?? null;
    const sort = reader.read('sort', sortOf, `must be one of ${QUEUE_SORTS.join(', ')}`) ?? 'name';
    const token = sort === 'name' ? text : (value: string) => (/^\d{1,6}$/.test(value) ? value : null);
    const after = reader.read('page_token', token, 'must be the next_page_token of a page');
    reader.finish();
    const namespace = namespaceOf(request);
    const wanted = { sort, after, size, contains: contains ?? '' };
    const json = await this.shared.of(request, namespace, () => this.page(namespace, wanted));
    sendJson(response, 200, json);
  }

  @ApiGetQueue()
  @NeedsScope('read')
  @Get(':queue')
  async get(
    @Param('queue') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    await this.answer(response, namespace, await this.queues.get(namespace, name));
  }

  @ApiPatchQueue()
  @NeedsScope('admin')
  @Patch(':queue')
  async patch(
    @Param('queue') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    const settings = readQueuePatch(await readJsonText(request, MOST_PATCH_BYTES));
    const ifMatch = request.headers['if-match'];
    const info = await this.queues.configure(namespace, name, settings, nameOf(request), ifMatch);
    await this.answer(response, namespace, info);
  }

  @ApiPauseQueue()
  @HttpCode(200)
  @NeedsScope('admin')
  @Post(':queue/pause')
  async pause(
    @Param('queue') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    const info = await this.queues.configure(namespace, name, { paused: true }, nameOf(request));
    await this.answer(response, namespace, info);
  }

  @ApiResumeQueue()
  @HttpCode(200)
  @NeedsScope('admin')
  @Post(':queue/resume')
  async resume(
    @Param('queue') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    // A queue is made by pausing it before its first job, but not by ending a pause that never was.
    await this.queues.get(namespace, name);
    const info = await this.queues.configure(namespace, name, { paused: false }, nameOf(request));
    await this.answer(response, namespace, info);
  }

  private async page(namespace: string, { sort, after, size, contains }: ListWish): Promise<string> {
    const { maxDepth } = this.config.jobs.limits;
    const [page, total] = await Promise.all([
      sort === 'name'
        ? this.queues.page(namespace, after, size, contains)
        : this.queues.sorted(namespace, { sort, from: Number(after ?? 0), size, contains, maxDepth }),
      this.queues.total(namespace, contains),
    ]);
    return JSON.stringify({
      queues: page.queues.map((info) => queueView(info, this.defaults)),
      next_page_token: page.next,
      total,
      truncated: 'truncated' in page && page.truncated,
    });
  }

  private async answer(response: HttpResponse, namespace: string, info: QueueInfo): Promise<void> {
    const figures = await this.queues.figures(namespace, info.queue);
    const json = JSON.stringify(queueDetailsView(info, figures, this.defaults));
    sendJson(response, 200, json, { ETag: settingsTag(info.settings) });
  }

  private get defaults(): DefaultLimits {
    const { jobs, retention } = this.config;
    return { ...jobs.limits, retention };
  }
}

/** Of the key that a request came with, itself or by a session. */
function nameOf(request: HttpRequest): string | null {
  return request.caller?.name ?? null;
}
