const LOOK_EVERY_MS = 1_000;

/** Runs `end` before the process ends by a signal, or because whoever called it is gone: nobody is left behind. */
export function endWithCaller(end: () => Promise<void>): void {
  const caller = process.ppid;
  const leave = () => void end().finally(() => process.exit(130));
  process.on('SIGINT', leave).on('SIGTERM', leave).on('SIGHUP', leave);
  setInterval(() => {
    if (process.ppid !== caller) {
      leave();
    }
  }, LOOK_EVERY_MS).unref();
}
