import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openStores } from '../peers/sluice';

/** Somebody who wants to hear of events. `end` says how much processor time it used (µs). */
export interface Audience {
  end(): Promise<number>;
}

const ASK_AGAIN_MS = 1_000;

/** As if somebody listened: events are told, and nobody reads them. */
export async function keepListened(redisUrl: string, namespace: string): Promise<Audience> {
  const stores = await openStores(redisUrl);
  const feed = stores.events(namespace);
  await feed.read(null);
  const timer = setInterval(() => void feed.read(null), ASK_AGAIN_MS);
  return {
    end: async () => {
      clearInterval(timer);
      await stores.close();
      return 0;
    },
  };
}

/** A process of its own that serves a client of `GET /events` (reader.ts). */
export async function serveReader(redisUrl: string, namespace: string): Promise<Audience> {
  const script = join(__dirname, 'reader.ts');
  const args = ['-r', join(__dirname, '..', 'register.cjs'), script, redisUrl, namespace];
  const reader = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  reader.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(reader.stdout, 'data');
  return {
    end: async () => {
      reader.stdin.end();
      await once(reader, 'close');
      return Number(text.replace('ready\n', ''));
    },
  };
}
