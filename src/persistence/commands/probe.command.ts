import type { Command } from './command';

/** Version of the stored form. A release refuses to work on data of a version that it does not know. */
export const SCHEMA_VERSION = 1;

export const probeCommand: Command<void, number> = {
  script: 'probe',
  argv: 'schema version of this release',
  encode: () => [String(SCHEMA_VERSION)],
  decode: (reply) => Number(reply),
};
