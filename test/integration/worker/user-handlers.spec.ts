import { Injectable, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../../src/app.module';
import { loadConfig } from '../../../src/config/config';
import type { HandlerContext } from '../../../src/core/handler';
import type { JobStores } from '../../../src/core/job-store';
import { JOB_STORES } from '../../../src/persistence/persistence.module';
import { exportedParts } from '../../../src/user-handlers/exported-parts';
import { JobHandler } from '../../../src/worker/job-handler.decorator';
import { signal } from '../../support/engine-bed';
import { newJob, NO_LIMITS } from '../../support/job-builder';
import { TestRedis } from '../../support/redis-server';

const told: string[] = [];
const running = signal();

@Injectable()
class Connection implements OnModuleInit, OnApplicationShutdown {
  open = false;

  onModuleInit() {
    this.open = true;
  }

  onApplicationShutdown() {
    told.push('closed');
    this.open = false;
  }
}

@Injectable()
@JobHandler('import')
class ImportHandler {
  constructor(private readonly connection: Connection) {}

  async run(_payload: unknown, { signal: stop }: HandlerContext) {
    running.fire();
    await new Promise((resolve) => stop.addEventListener('abort', resolve));
    told.push(this.connection.open ? 'stopped with a connection' : 'stopped without');
    stop.throwIfAborted();
  }
}

@Module({ providers: [Connection, ImportHandler] })
class ImportModule {}

@Injectable()
class Lonely {
  @JobHandler('lonely')
  handle() {
    return null;
  }
}

describe('handlers of a user', () => {
  it('are sorted out of whatever a file exports', () => {
    const hostile = {
      get type(): never {
        throw new Error('a getter');
      },
    };
    const parts = exportedParts([
      ImportModule,
      ImportHandler,
      Connection,
      Lonely,
      Lonely,
      null,
      7,
      hostile,
      () => 1,
    ]);
    expect(parts).toEqual({ modules: [ImportModule], providers: [Lonely] });
  });

  it('lose nothing that they use before they have stopped', async () => {
    const redis = await TestRedis.start();
    try {
      const config = loadConfig({
        REDIS_URL: redis.url,
        LOG_LEVEL: 'silent',
        SLUICE_SHUTDOWN_GRACE_MS: '10',
      });
      const parts = { modules: [ImportModule], providers: [Lonely] };
      const app = await Test.createTestingModule({ imports: [AppModule.with(config, parts)] }).compile();
      await app.init();
      const store = app.get<JobStores>(JOB_STORES).namespace('default');
      await store.enqueue([newJob('1', { type: 'import' })], NO_LIMITS);
      await running.fired;
      await app.close();
      expect(told).toEqual(['stopped with a connection', 'closed']);
    } finally {
      await redis.stop();
    }
  });
});
