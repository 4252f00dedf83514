/** Something that the person at the keyboard can mend: shown as its text alone, without a stack. */
export class Problem extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a script's main function; ends the process with what it returns, or with what went wrong. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Problem ? error.message : (error?.stack ?? String(error))}\n`);
    process.exitCode = error instanceof Problem ? error.exitCode : 1;
  }
}

/** For the person, and never on standard output, which belongs to the service's log. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
