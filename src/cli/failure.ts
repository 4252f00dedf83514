import { EXIT, type ExitCode } from './exit-codes';

/** Why a command did not do what it was asked: one sentence for people, one document for scripts. */
export class CliFailure extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    /** For `--json`: the problem document of the server, or one made here. */
    readonly document: unknown = { code: CODES[exitCode], detail: message },
  ) {
    super(message);
    this.name = 'CliFailure';
  }
}

const CODES: Readonly<Record<ExitCode, string>> = {
  [EXIT.ok]: 'ok',
  [EXIT.refused]: 'refused',
  [EXIT.usage]: 'usage',
  [EXIT.unreachable]: 'unreachable',
  [EXIT.unfinished]: 'unfinished',
};

/** A wrong command line: nothing was sent. */
export function usage(message: string): CliFailure {
  return new CliFailure(EXIT.usage, message);
}
