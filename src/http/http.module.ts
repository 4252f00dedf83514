import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ProblemFilter } from './problem.filter';
import { RouteTable } from './route-table';
import { SharedAnswers } from './shared-answers';

/** What every HTTP answer shares: the error filter and the table of routes that it asks, and answers that several ask for. */
@Global()
@Module({
  providers: [RouteTable, SharedAnswers, { provide: APP_FILTER, useClass: ProblemFilter }],
  exports: [RouteTable, SharedAnswers],
})
export class HttpModule {}
