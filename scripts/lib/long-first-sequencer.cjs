const { default: Sequencer } = require('@jest/test-sequencer');

/** What takes minutes however small its files are, from the longest. */
const LONG = [/\/simulation\/planted-bugs/, /\/property\//, /\/simulation\//, /\/contract\/broken-stores/];

const rank = ({ path }) => {
  const at = LONG.findIndex((pattern) => pattern.test(path));
  return at < 0 ? LONG.length : at;
};

/**
 * Begins with the files that take minutes. Jest begins with the largest ones where it has not seen them run before, as in
 * a fresh clone: then one of these is the last, and one worker waits for the other.
 */
module.exports = class LongFirstSequencer extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
