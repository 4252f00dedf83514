import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { HistoryStores } from '../core/history-store';
import type { HttpRequest, HttpResponse } from '../http/exchange';
import { namespaceOf } from '../http/namespace-of';
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
    const { resolution, points } = readHistoryQuery(query);
    const read = await this.stores.history(namespace).read(resolution);
    sendJson(response, 200, JSON.stringify(historyView(read, resolution, points)));
  }
}
