import { Module } from '@nestjs/common';
import { InfoController } from './info.controller';

/** `GET /info`. */
@Module({ controllers: [InfoController] })
export class InfoModule {}
