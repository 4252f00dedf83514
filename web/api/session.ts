import { signal } from '@preact/signals';
import { API } from '../app/base';

type Scope = 'enqueue' | 'read' | 'work' | 'admin';

/** Whose key the browser is signed in with; `off`: nobody is asked for one. */
export interface Session {
  readonly auth: 'required' | 'off';
  readonly key: string | null;
  readonly namespace: string;
  readonly scopes: readonly Scope[];
}

/** null: not known yet. */
export const session = signal<Session | null>(null);

/** Asks once. Where nobody answers, the page tries everything, and the service says what may not be. */
export async function startSession(): Promise<void> {
  try {
    const response = await fetch(`${API}session`, { cache: 'no-store' });
    if (response.status === 401) {
      signInAgain();
    } else if (response.ok) {
      session.value = (await response.json()) as Session;
    }
  } catch {
    // The pages say so themselves.
  }
}

/** Is there any use in showing what needs this scope? */
export function may(scope: Scope): boolean {
  const scopes = session.value?.scopes ?? ['admin'];
  return scopes.includes(scope) || scopes.includes('admin');
}

/** The one namespace that the key is for; null: any. */
export function ownNamespace(): string | null {
  const { namespace } = session.value ?? { namespace: '*' };
  return namespace === '*' ? null : namespace;
}

/** The sign-in is over: the same address answers with the form, and leads back here. */
export function signInAgain(): void {
  location.reload();
}

/** Ends the sign-in everywhere, and shows the form. */
export async function signOut(): Promise<void> {
  await fetch(`${API}session`, { method: 'DELETE', headers: { 'Sluice-Page': 'dashboard' } });
  location.reload();
}
