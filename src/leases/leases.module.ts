import { Module } from '@nestjs/common';
import { EndPollController } from './end-poll.controller';
import { LeaseActionsController } from './lease-actions.controller';
import { LeaseBatchesController } from './lease-batches.controller';
import { LeaseLogController } from './lease-log.controller';
import { LeasesController } from './leases.controller';
import { LeasesService } from './leases.service';

/** Remote workers: jobs taken, renewed and settled over HTTP, in any language. */
@Module({
  controllers: [
    LeasesController,
    EndPollController,
    LeaseBatchesController,
    LeaseActionsController,
    LeaseLogController,
  ],
  providers: [LeasesService],
})
export class LeasesModule {}
