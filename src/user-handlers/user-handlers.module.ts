import { Module, type DynamicModule } from '@nestjs/common';
import type { UserParts } from './exported-parts';

/**
 * The place of a user's own handlers in the application. Global, and so are their modules: those are the last to
 * get their `onApplicationShutdown`, after the worker, so nothing that a handler uses is closed while one runs.
 */
@Module({})
export class UserHandlersModule {
  static with({ modules, providers }: UserParts): DynamicModule {
    return {
      module: UserHandlersModule,
      global: true,
      imports: modules.map((module) => ({ module, global: true })),
      providers: [...providers],
    };
  }
}
