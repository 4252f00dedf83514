import { type Command, texts } from './command';

/** Takes commands with their arguments, by spaces, and answers with those that this user may not use. */
export const rightsCommand: Command<readonly string[], readonly string[]> = {
  script: 'rights',
  argv: 'command and its arguments, by spaces; KEY stands for a key of the namespace...',
  encode: (commands) => [...commands],
  decode: (reply) => texts(reply),
};
