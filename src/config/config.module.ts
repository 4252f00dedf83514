import { Global, Module } from '@nestjs/common';
import { loadConfig } from './config';

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('CONFIG');

@Global()
@Module({
  providers: [{ provide: CONFIG, useFactory: () => loadConfig(process.env) }],
  exports: [CONFIG],
})
export class ConfigModule {}
