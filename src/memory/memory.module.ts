import { Module } from '@nestjs/common';
import { MemoryWatch } from './memory-watch';

/** How full the store is, for those who must know before it is full. */
@Module({ providers: [MemoryWatch], exports: [MemoryWatch] })
export class MemoryModule {}
