import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { parseApiKeys } from '../../config/api-keys';
import { hashOf, isApiKey, newApiKey } from '../api-key';
import { usage } from '../failure';
import { standardTerminal } from '../session';
import { listText } from '../table';

interface NewOptions {
  readonly name: string;
  readonly scopes: string;
  readonly namespace?: string;
  readonly expires?: string;
  readonly rate?: string;
  readonly burst?: string;
  readonly json?: boolean;
}

const EPILOGUE = `
Nothing is sent anywhere: the key works once its entry is in SLUICE_API_KEYS, or in the file that
SLUICE_API_KEYS_FILE names. The key itself is shown this once and kept nowhere.`;

export function addKeys(program: Command): void {
  const keys = program.command('keys').summary('make API keys').description('Makes API keys.');
  keys
    .command('new')
    .description('Makes an API key, and the entry of the configuration that lets it in.')
    .requiredOption('--name <name>', 'tells it apart, in logs too')
    .requiredOption('--scopes <scopes>', 'what it may do: enqueue, read, work, admin; joined by +')
    .option('--expires <moment>', 'a day (2027-01-31) or a moment (2027-01-31T12:00:00Z), in UTC')
    .option('--rate <number>', 'requests a second that each replica takes with it')
    .option('--burst <number>', 'and how many at once')
    .addHelpText('after', `\n--namespace says for which; * for all of them. Default: default.\n${EPILOGUE}`)
    .action((_options: unknown, command: Command) => makeKey(command));
  keys
    .command('hash')
    .description('Reads a key from standard input and prints its SHA-256, as an entry has it.')
    .action((_options: unknown, command: Command) => printHash(command));
}

function makeKey(command: Command): void {
  const options = command.optsWithGlobals<NewOptions>();
  const key = newApiKey();
  const entry = entryOf(options, hashOf(key));
  const parsed = parseApiKeys(entry);
  if ('bad' in parsed || parsed.length !== 1) {
    throw usage(`this cannot be a key: it ${'bad' in parsed ? parsed.bad : 'has a comma in it'}`);
  }
  const terminal = standardTerminal();
  terminal.line(
    options.json === true
      ? JSON.stringify({ key, entry })
      : listText(terminal, [
          ['key', key],
          ['entry', entry],
        ]),
  );
}

function entryOf({ name, scopes, namespace, expires, rate, burst }: NewOptions, hash: string): string {
  const head = [name, scopes.replaceAll(',', '+'), namespace ?? 'default', hash].join(':');
  const given = Object.entries({ expires, rate, burst }).flatMap(([option, value]) =>
    value === undefined ? [] : [`;${option}=${value}`],
  );
  return head + given.join('');
}

async function printHash(command: Command): Promise<void> {
  const key = (await readAll(process.stdin)).trim();
  if (!isApiKey(key)) {
    throw usage('what came on standard input is no API key, or is mistyped: its checksum is wrong');
  }
  const hash = hashOf(key);
  const { json } = command.optsWithGlobals<{ readonly json?: boolean }>();
  standardTerminal().line(json === true ? JSON.stringify({ hash }) : hash);
}
