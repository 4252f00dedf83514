import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { HistoryStores } from '../core/history-store';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
import { ProblemError } from '../http/problem';
import { sendJson } from '../http/send';
import { HISTORY_STORES } from '../persistence/persistence.module';
import { readHistoryQuery } from './history-query';
import { historyView } from './history-view';
import { ApiHistory } from './history.openapi';

/** `GET /metrics/history`: so that a chart is full on first sight. */
@ApiTags('metrics')
@Controller('metrics/history')
export class HistoryController {
  constructor(@Inject(HISTORY_STORES) private readonly stores: HistoryStores) {}

  @ApiHistory()
  @Get()
  async history(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const namespace = namespaceOf(request);
    const { queue, resolution, points } = readHistoryQuery(query);
    const store = this.stores.history(namespace);
    const read = queue === null ? await store.read(resolution) : await store.readQueue(queue);
    if (read === null) {
      throw new ProblemError('not_found', `There is no queue ${queue ?? ''}`);
    }
    sendJson(response, 200, JSON.stringify(historyView(read, resolution, points)));
  }
}
