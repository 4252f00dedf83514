/** A copy of an object without some of its fields. */
export function without<T extends object, K extends keyof T>(value: T, ...fields: readonly K[]): Omit<T, K> {
  const left = Object.entries(value).filter(([name]) => !(fields as readonly PropertyKey[]).includes(name));
  return Object.fromEntries(left) as Omit<T, K>;
}
