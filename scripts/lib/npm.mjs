/** The npm that runs this, if one does; the command, and what goes before its own arguments. */
export function npmCommand() {
  // The `node` that runs it is this one, whatever the PATH has.
  const cli = process.env.npm_execpath;
  return cli ? [process.execPath, [cli]] : ['npm', []];
}
