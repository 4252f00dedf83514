import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Config } from '../config/config';
import { createLogger } from './root-logger';

/** One JSON line an event, on stdout. */
@Module({})
export class LoggingModule {
  static with(config: Config): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRoot({
          // Its middleware makes a child logger and serialises the request for every call: half the
          // throughput. The access log is our own (access-log.ts).
          forRoutes: [],
          pinoHttp: { logger: createLogger(config.logLevel) },
        }),
      ],
    };
  }
}
