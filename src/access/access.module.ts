import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import type { Config } from '../config/config';
import { Authenticator } from './authenticator';
import { DeclaredNeeds } from './declared-needs';
import { KeyKeeper } from './key-keeper.service';
import { KeyRing } from './key-ring';
import { LastingAnswers } from './lasting-answers';
import { ScopeGuard } from './scope.guard';
import { SessionDesk } from './session-desk';
import { SessionController } from './session.controller';

/** Who may call what. Where keys are off there is no guard at all, and so no cost. */
@Global()
@Module({})
export class AccessModule {
  static with({ access, role }: Config): DynamicModule {
    return {
      module: AccessModule,
      imports: [DiscoveryModule],
      providers: [
        KeyRing,
        KeyKeeper,
        DeclaredNeeds,
        Authenticator,
        SessionDesk,
        LastingAnswers,
        ...(access.required ? [{ provide: APP_GUARD, useClass: ScopeGuard }] : []),
      ],
      ...(role === 'worker' ? {} : { controllers: [SessionController] }),
      exports: [Authenticator, DeclaredNeeds],
    };
  }
}
