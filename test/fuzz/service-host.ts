import 'reflect-metadata';
import { createApp } from '../../src/bootstrap/create-app';
import { loadConfig } from '../../src/config/config';
import { Lifecycle } from '../../src/lifecycle/lifecycle';

/** The service in a process of its own, which tells its parent how much it holds. Run with --expose-gc. */
async function main(): Promise<void> {
  const app = await createApp(loadConfig(process.env));
  await app.listen(0, '127.0.0.1');
  app.get(Lifecycle).enter('running');
  process.on('message', (message) => {
    if (message === 'heap') {
      globalThis.gc?.();
      process.send?.({ heap: process.memoryUsage().heapUsed });
    }
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port: Number(new URL(await app.getUrl()).port) });
}

void main();
