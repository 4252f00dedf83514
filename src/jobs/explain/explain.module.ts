import { Module } from '@nestjs/common';
import { ExplainController } from './explain.controller';

/** Why a job is where it is. */
@Module({ controllers: [ExplainController] })
export class ExplainModule {}
