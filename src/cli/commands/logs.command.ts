import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { type Fields, numberOf, rowsOf, shown, stringOrNull } from '../answer';
import { type Connection, segment } from '../connection';
import { limitOption } from '../option-parsers';
import { safeLines, safeText } from '../safe-text';
import { openSession, type Session } from '../session';

interface LogsOptions {
  readonly tail?: number;
  readonly follow?: boolean;
}

const LARGEST_PAGE = 1_000;
/** Between two looks at a log that is followed (ms). */
const LOOK_EVERY_MS = 500;
const FINAL = ['completed', 'failed', 'cancelled'];

export function addLogs(program: Command): void {
  program
    .command('logs')
    .summary('show what the handlers of a job wrote')
    .description(
      'Shows what the handlers of a job wrote, the oldest line first. With --json: one line a line.',
    )
    .argument('<id>')
    .option('-n, --tail <number>', 'only the last so many lines', limitOption)
    .option('-f, --follow', 'go on until the job is done')
    .action(async (id: string, options: LogsOptions, command: Command) => {
      const session = openSession(command);
      const path = `/jobs/${segment('a job id', id)}`;
      let after = await showFirst(session, path, options.tail ?? null);
      while (options.follow === true) {
        // Asked before the lines: those of a job that is done are all there.
        const status = shown((await session.api.read('GET', path))['status']);
        after = await showFrom(session, path, after);
        if (FINAL.includes(status)) {
          return;
        }
        await setTimeout(LOOK_EVERY_MS);
      }
    });
}

/** @returns the number of the last line that was shown. */
async function showFirst(session: Session, path: string, tail: number | null): Promise<number> {
  if (tail === null) {
    const { dropped } = await session.api.read('GET', `${path}/logs`, { query: { page_size: 1 } });
    if (numberOf(dropped) > 0 && !session.json) {
      session.terminal.line(session.terminal.styled(`(${numberOf(dropped)} lines are missing)`, 'dim'));
    }
    return showFrom(session, path, 0);
  }
  const last: Fields[] = [];
  for await (const line of pages(session.api, path, { order: 'newest' })) {
    last.push(line);
    if (last.length === tail) {
      break;
    }
  }
  show(session, last.reverse());
  return numberOf(last.at(-1)?.['number']);
}

async function showFrom(session: Session, path: string, after: number): Promise<number> {
  let shownUpTo = after;
  for await (const line of pages(session.api, path, { after })) {
    show(session, [line]);
    shownUpTo = numberOf(line['number']);
  }
  return shownUpTo;
}

async function* pages(
  api: Connection,
  path: string,
  query: Readonly<Record<string, string | number>>,
): AsyncGenerator<Fields> {
  let token: string | null = null;
  do {
    const from: Readonly<Record<string, string>> = token === null ? {} : { page_token: token };
    const page: Fields = await api.read('GET', `${path}/logs`, {
      query: { ...query, ...from, page_size: LARGEST_PAGE },
    });
    yield* rowsOf(page['lines']);
    token = stringOrNull(page['next_page_token']);
  } while (token !== null);
}

function show({ json, terminal }: Session, lines: readonly Fields[]): void {
  for (const line of lines) {
    if (json) {
      terminal.line(JSON.stringify(line));
      continue;
    }
    const head = `${safeText(shown(line['at']))} ${safeText(shown(line['attempt']))}`;
    // Further lines of one are set in: none may pass for a line of its own.
    const text = safeLines(shown(line['line'])).replaceAll('\n', '\n    ');
    terminal.line(`${terminal.styled(head, 'dim')}  ${text}`);
  }
}
