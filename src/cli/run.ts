import { CommanderError } from 'commander';
import { EXIT } from './exit-codes';
import { CliFailure } from './failure';
import { buildProgram } from './program';
import { standardTerminal } from './session';

/**
 * Runs one command line, and sets the exit code when it ends. The process then ends by itself, with all of its
 * output written.
 */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error, argv.includes('--json'));
  }
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    // Commander has said it already; help and version end with 0.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (error instanceof CliFailure) {
    const terminal = standardTerminal();
    if (json) {
      terminal.complainJson(error.document);
    } else {
      terminal.complain(`sluice: ${error.message}`);
    }
    return error.exitCode;
  }
  throw error;
}
