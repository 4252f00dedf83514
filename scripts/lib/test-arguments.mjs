/** Removes a flag from the arguments; whether it was there. */
export function takeFlag(args, flag) {
  const at = args.indexOf(flag);
  if (at < 0) {
    return false;
  }
  args.splice(at, 1);
  return true;
}

/** Removes an option and its value (`--name value` or `--name=value`); the value, or undefined. */
export function takeOption(args, name) {
  const at = args.findIndex((arg) => arg === name || arg.startsWith(`${name}=`));
  if (at < 0) {
    return undefined;
  }
  const [arg] = args.splice(at, 1);
  return arg.includes('=') ? arg.slice(name.length + 1) : args.splice(at, 1)[0];
}
