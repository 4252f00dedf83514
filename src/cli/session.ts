import type { Command } from 'commander';
import { Connection } from './connection';
import { Terminal } from './terminal';

/** The options that every command has. */
interface GlobalOptions {
  readonly url: string;
  readonly namespace?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** What a command works with. */
export interface Session {
  readonly api: Connection;
  readonly terminal: Terminal;
  /** Results as JSON: one document, or one a line where there are many. */
  readonly json: boolean;
}

/** @throws {CliFailure} `usage` for an address that is none */
export function openSession(command: Command): Session {
  const { url, namespace, key, json } = command.optsWithGlobals<GlobalOptions>();
  return {
    api: new Connection({ url, namespace, key }),
    terminal: standardTerminal(),
    json: json === true,
  };
}

export function standardTerminal(): Terminal {
  return new Terminal(process.stdout, process.stderr, process.env);
}
