import 'reflect-metadata';
import { Controller, Get, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { HttpRequest, HttpResponse } from '../../src/http/exchange';
import { readJsonText } from '../../src/http/read-body';
import { sendJson } from '../../src/http/send';
import { AppOptions } from '../../src/bootstrap/app-options';
import { readEnqueue } from '../../src/jobs/enqueue-request';
import { FloorStore } from '../peers/floor';

const store = process.env['STORES'] === 'floor' ? new FloorStore(Number(process.env['REDIS_PORT'])) : null;

/** The same NestJS, Express and validation as the service has, and behind them nothing, or the least that stores. */
@Controller()
class NoopController {
  @Post('jobs')
  async enqueue(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const text = await readJsonText(request, 1_048_576);
    const { fields } = readEnqueue(text, {
      maxPayloadBytes: 1_048_576,
      failureInjection: false,
      payloadProblems: () => [],
    });
    await store?.add(text);
    sendJson(
      response,
      202,
      JSON.stringify({ message: 'Job enqueued successfully', job_id: fields.id ?? '1' }),
    );
  }

  @Get('health/ready')
  ready(@Res() response: HttpResponse): void {
    sendJson(response, 200, '{"status":"ok"}');
  }
}

@Module({ controllers: [NoopController] })
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule, new AppOptions());
  await app.listen(Number(process.env['PORT']), '127.0.0.1');
}

void main();
