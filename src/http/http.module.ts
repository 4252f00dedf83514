import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ProblemFilter } from './problem.filter';
import { RouteTable } from './route-table';

/** What every HTTP answer shares: the error filter and the table of routes that it asks. */
@Global()
@Module({
  providers: [RouteTable, { provide: APP_FILTER, useClass: ProblemFilter }],
  exports: [RouteTable],
})
export class HttpModule {}
