const POLL_MS = 20;

/** Waits until a condition of another process holds; such a process sends no signal, so it is asked. */
export async function untilTrue(
  condition: () => Promise<boolean> | boolean,
  withinMs: number,
  describe: () => string,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`not within ${withinMs} ms: ${describe()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
