import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config';
import { CONFIG } from '../config/config.module';
import { OutboundClient } from './outbound-client';
import { OutboundPolicy } from './outbound-policy';

/** Lets the process end: idle connections are closed, running exchanges are not waited for. */
@Injectable()
class OutboundShutdown implements OnApplicationShutdown {
  constructor(private readonly client: OutboundClient) {}

  onApplicationShutdown(): void {
    void this.client.close();
  }
}

/**
 * Everything that leaves the service towards an address which a client chose goes through here, so that nobody
 * makes it call what only it can reach.
 */
@Module({
  providers: [
    {
      provide: OutboundPolicy,
      useFactory: (config: Config) => new OutboundPolicy(config.outbound.allow),
      inject: [CONFIG],
    },
    {
      provide: OutboundClient,
      useFactory: (policy: OutboundPolicy) => new OutboundClient(policy),
      inject: [OutboundPolicy],
    },
    OutboundShutdown,
  ],
  exports: [OutboundPolicy, OutboundClient],
})
export class OutboundModule {}
