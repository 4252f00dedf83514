import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../access/needs-scope.decorator';
import type { HistoryStores } from '../core/history-store';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError } from '../http/problem';
import { sendJson } from '../http/send';
import { SharedAnswers } from '../http/shared-answers';
import { HISTORY_STORES } from '../persistence/persistence.module';
import { readHistoryQuery, type HistoryQuery } from './history-query';
import { historyView } from './history-view';
import { ApiHistory } from './history.openapi';

/** `GET /metrics/history`: so that a chart is full on first sight. */
@ApiTags('metrics')
@NeedsScope('read')
@Controller('metrics/history')
export class HistoryController {
  constructor(
    @Inject(HISTORY_STORES) private readonly stores: HistoryStores,
    private readonly shared: SharedAnswers,
  ) {}

  @ApiHistory()
  @Get()
  async history(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    const wanted = readHistoryQuery(query);
    const json = await this.shared.of(request, namespace, () => this.json(namespace, wanted));
    sendJson(response, 200, json);
  }

  /** @throws {ProblemError} `not_found` */
  private async json(namespace: string, { queue, resolution, points }: HistoryQuery): Promise<string> {
    const store = this.stores.history(namespace);
    const read = queue === null ? await store.read(resolution) : await store.readQueue(queue);
    if (read === null) {
      throw new ProblemError('not_found', `There is no queue ${queue ?? ''}`);
    }
    return JSON.stringify(historyView(read, resolution, points));
  }
}
