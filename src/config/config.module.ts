import { Global, Module, type DynamicModule } from '@nestjs/common';
import { loadConfig, type Config } from './config';

/** Injection token of the {@link Config}. */
export const CONFIG = Symbol('CONFIG');

@Global()
@Module({
  providers: [{ provide: CONFIG, useFactory: () => loadConfig(process.env) }],
  exports: [CONFIG],
})
export class ConfigModule {
  /** With a configuration that was loaded before: which modules there are depends on it. */
  static with(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] };
  }
}
