import 'reflect-metadata';
import { PinoLogger } from 'nestjs-pino';
import { createApp } from './bootstrap/create-app';
import { loadConfig, ConfigError, type Config } from './config/config';
import { systemClock } from './core/clock';
import { Lifecycle } from './lifecycle/lifecycle';
import { Shutdown } from './lifecycle/shutdown';
import { flushLogs } from './logging/root-logger';

/** Ends the process; nothing that was logged is lost. */
function exit(code: number): void {
  void flushLogs().finally(() => process.exit(code));
}

/** Why the start failed, in words; a stack would say nothing to whoever set an option wrong. */
function giveUp(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  exit(1);
}

async function start(config: Config): Promise<void> {
  // A stop that comes before anything runs is a clean one.
  const early = () => exit(0);
  process.on('SIGTERM', early).on('SIGINT', early);

  const app = await createApp(config);
  const lifecycle = app.get(Lifecycle);
  const logger = PinoLogger.root;
  const shutdown = new Shutdown({
    lifecycle,
    clock: systemClock,
    logger,
    ...config.shutdown,
    close: () => app.close(),
    exit,
  });
  process.off('SIGTERM', early).off('SIGINT', early);
  process
    .on('SIGTERM', (signal) => shutdown.request(signal))
    .on('SIGINT', (signal) => shutdown.request(signal));
  process.on('uncaughtException', (error) => shutdown.crash(error));
  process.on('unhandledRejection', (reason) => logger.error({ err: reason }, 'unhandled rejection'));

  try {
    await app.listen(config.http.port, config.http.host);
    lifecycle.enter('running');
    logger.info({ url: await app.getUrl(), role: config.role }, 'listening');
  } catch (error) {
    // The worker runs already: what it has claimed is handed back before the process ends.
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Sluice could not start: ${reason}\n`);
    lifecycle.fail(reason);
    lifecycle.hurry();
    shutdown.request('the start failed');
  }
}

async function main(): Promise<void> {
  try {
    await start(loadConfig(process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      process.stderr.write('Sluice could not start: ');
    }
    giveUp(error);
  }
}

void main();
