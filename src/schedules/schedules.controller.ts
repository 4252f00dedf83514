import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { invalid } from '../http/problem';
import { readJsonText } from '../http/read-body';
import { noteJobId } from '../http/request-notes';
import { sendJson } from '../http/send';
import { SharedAnswers } from '../http/shared-answers';
import { drainingProblem } from '../jobs/draining-problem';
import { enqueueReply } from '../jobs/enqueue-answer';
import { OTHER_FIELDS_BYTES } from '../jobs/enqueue-request';
import { enqueueRules } from '../jobs/enqueue-rules';
import { idempotencyKeyOf } from '../jobs/idempotency-key';
import { QueryReader } from '../jobs/query-reader';
import { Lifecycle } from '../lifecycle/lifecycle';
import { HandlerRegistry } from '../worker/handler-registry';
import { isScheduleName, SCHEDULE_NAME_DETAIL } from './schedule-name';
import { readSchedule } from './schedule-request';
import { renderSchedule } from './schedule-view';
import {
  ApiDeleteSchedule,
  ApiGetSchedule,
  ApiListSchedules,
  ApiPauseSchedule,
  ApiPutSchedule,
  ApiResumeSchedule,
  ApiRunSchedule,
  PAGE_SIZE_RANGE,
} from './schedules.openapi';
import { SchedulesService, scheduleTag } from './schedules.service';

/** Recurring jobs. All but `run` also works while the service drains. */
@ApiTags('schedules')
@Controller('schedules')
export class SchedulesController {
  constructor(
    private readonly schedules: SchedulesService,
    private readonly lifecycle: Lifecycle,
    @Inject(CONFIG) private readonly config: Config,
    private readonly handlers: HandlerRegistry,
    private readonly shared: SharedAnswers,
  ) {}

  @ApiListSchedules()
  @NeedsScope('read')
  @Get()
  async list(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const reader = new QueryReader(query, ['page_size', 'page_token']);
    const size = reader.integer('page_size', PAGE_SIZE_RANGE) ?? PAGE_SIZE_RANGE.default;
    const name = (value: string) => (isScheduleName(value) ? value : null);
    const after = reader.read('page_token', name, 'must be the next_page_token of a page');
    reader.finish();
    const namespace = namespaceOf(request);
    const json = await this.shared.of(request, namespace, async () => {
      const { schedules, next } = await this.schedules.page(namespace, after, size);
      const rows = schedules.map(({ schedule, beside }) => renderSchedule(schedule, beside));
      return `{"schedules":[${rows.join()}],"next_page_token":${JSON.stringify(next)}}`;
    });
    sendJson(response, 200, json);
  }

  @ApiGetSchedule()
  @NeedsScope('read')
  @Get(':name')
  async get(
    @Param('name') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    await this.answer(response, 200, namespaceOf(request), name);
  }

  @ApiPutSchedule()
  @NeedsScope('admin')
  @Put(':name')
  async put(
    @Param('name') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const { maxPayloadBytes } = this.config.jobs;
    const namespace = namespaceOf(request);
    const text = await readJsonText(request, maxPayloadBytes + OTHER_FIELDS_BYTES);
    if (!isScheduleName(name)) {
      throw invalid([{ parameter: 'name', detail: SCHEDULE_NAME_DETAIL }]);
    }
    const asked = readSchedule(text, enqueueRules(this.config, this.handlers));
    const created = await this.schedules.put(namespace, name, asked, request.headers['if-match']);
    await this.answer(response, created ? 201 : 200, namespace, name);
  }

  @ApiDeleteSchedule()
  @HttpCode(204)
  @NeedsScope('admin')
  @Delete(':name')
  async remove(
    @Param('name') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    await this.schedules.remove(namespaceOf(request), name, request.headers['if-match']);
    response.writeHead(204).end();
  }

  @ApiPauseSchedule()
  @HttpCode(200)
  @NeedsScope('admin')
  @Post(':name/pause')
  async pause(
    @Param('name') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    await this.schedules.pause(namespace, name);
    await this.answer(response, 200, namespace, name);
  }

  @ApiResumeSchedule()
  @HttpCode(200)
  @NeedsScope('admin')
  @Post(':name/resume')
  async resume(
    @Param('name') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    await this.schedules.resume(namespace, name);
    await this.answer(response, 200, namespace, name);
  }

  @ApiRunSchedule()
  @HttpCode(202)
  @NeedsScope('admin')
  @Post(':name/run')
  async run(
    @Param('name') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const key = idempotencyKeyOf(request);
    if (!this.lifecycle.accepting) {
      throw drainingProblem();
    }
    const { job, answer } = await this.schedules.run(namespaceOf(request), name, key);
    noteJobId(response, job.id);
    const { limits } = this.config.jobs;
    const { status, json, headers } = enqueueReply(job, answer, { limits, keyed: key !== null });
    sendJson(response, status, json, headers);
  }

  private async answer(
    response: HttpResponse,
    status: number,
    namespace: string,
    name: string,
  ): Promise<void> {
    const { schedule, beside } = await this.schedules.get(namespace, name);
    sendJson(response, status, renderSchedule(schedule, beside), { ETag: scheduleTag(schedule) });
  }
}
