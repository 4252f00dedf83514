import 'reflect-metadata';
import { BullModule, InjectQueue } from '@nestjs/bullmq';
import { Body, Controller, Get, HttpCode, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Queue } from 'bullmq';
import { IsInt, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { ATTEMPTS, BACKOFF_MS } from '../peers/peer';

/** What a user writes who has NestJS and BullMQ: a controller that validates and adds. */
class JobDto {
  @IsOptional()
  @IsString()
  declare type?: string;

  @IsOptional()
  @IsObject()
  declare payload?: object;

  @IsOptional()
  @IsInt()
  @Min(0)
  declare delay_ms?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  declare max_retries?: number;
}

@Controller()
class JobsController {
  constructor(@InjectQueue('bench') private readonly queue: Queue) {}

  @Post('jobs')
  @HttpCode(202)
  async enqueue(@Body() job: JobDto): Promise<object> {
    const { id } = await this.queue.add(job.type ?? 'noop', job.payload ?? {}, {
      attempts: (job.max_retries ?? ATTEMPTS - 1) + 1,
      backoff: { type: 'exponential', delay: BACKOFF_MS },
      ...(job.delay_ms !== undefined && { delay: job.delay_ms }),
    });
    return { message: 'Job enqueued successfully', job_id: id };
  }

  @Get('health/ready')
  ready(): object {
    return { status: 'ok' };
  }
}

@Module({
  imports: [
    BullModule.forRoot({
      connection: { host: '127.0.0.1', port: Number(process.env['REDIS_PORT']), maxRetriesPerRequest: null },
    }),
    BullModule.registerQueue({ name: 'bench' }),
  ],
  controllers: [JobsController],
})
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule);
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
}

void main();
