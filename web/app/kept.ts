/** What a browser remembers for its user; nothing where it may not. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`sluice.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`sluice.${name}`, value);
  } catch {
    // It lasts as long as the page, then.
  }
}
