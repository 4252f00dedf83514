import { Global, Module } from '@nestjs/common';
import { Lifecycle } from './lifecycle';

/** One life a process. */
@Global()
@Module({ providers: [Lifecycle], exports: [Lifecycle] })
export class LifecycleModule {}
