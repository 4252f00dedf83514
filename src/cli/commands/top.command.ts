import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { CliFailure } from '../failure';
import { LiveScreen } from '../live-screen';
import { safeText } from '../safe-text';
import { openSession, type Session } from '../session';
import { type Snapshot, takeSnapshot } from '../snapshot';
import { overviewText } from '../overview-text';

const REDRAW_MS = 1_000;

export function addTop(program: Command): void {
  program
    .command('top')
    .summary('what goes on, drawn anew each second')
    .description('Shows throughput, queues and workers, drawn anew each second until Ctrl-C.')
    .option('--once', 'show it once (the default where the output is no terminal)')
    .action(async ({ once }: { once?: boolean }, command: Command) => {
      const session = openSession(command);
      const { json, terminal } = session;
      if (json) {
        const { metrics, queues, workers } = await takeSnapshot(session.api);
        terminal.line(JSON.stringify({ metrics, queues, workers }));
      } else if (once === true || !terminal.interactive) {
        terminal.line(overviewText(terminal, await takeSnapshot(session.api), null));
      } else {
        await watch(session);
      }
    });
}

async function watch({ api, terminal }: Session): Promise<void> {
  // The first must work: a wrong address is to be said on the screen that stays.
  let last = await takeSnapshot(api);
  using screen = new LiveScreen(terminal);
  screen.draw(overviewText(terminal, last, null));
  while (await elapsed(REDRAW_MS, screen.left)) {
    const next = await takeSnapshot(api).catch(reasonOf);
    if (typeof next === 'string') {
      screen.draw(`${safeText(next)}\n\n${overviewText(terminal, last, null)}`);
    } else {
      screen.draw(overviewText(terminal, next, last));
      last = next;
    }
  }
}

/** False as soon as the user leaves. */
async function elapsed(ms: number, left: AbortSignal): Promise<boolean> {
  return await setTimeout(ms, true, { signal: left }).catch(() => false);
}

/** What a failure says, so that the screen can show it and try again. */
function reasonOf(error: unknown): Snapshot | string {
  if (error instanceof CliFailure) {
    return `${error.message} (trying again)`;
  }
  throw error;
}
