/** jest takes a time limit for all projects only; each project of jest.config.cjs gives its own in this way. */
declare global {
  var TEST_TIMEOUT_MS: number;
}

jest.setTimeout(globalThis.TEST_TIMEOUT_MS);

export {};
