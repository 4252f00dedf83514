import type { JSX } from 'preact';
import { session, signOut } from '../api/session';
import { say } from '../parts/toast';
import { Text } from '../parts/text';

/** Whose key it is, and the way out; nothing where nobody signs in. */
export function Account(): JSX.Element | null {
  if (session.value?.auth !== 'required') {
    return null;
  }
  return (
    <button
      type="button"
      class="quiet account"
      title="Sign out"
      onClick={() => {
        signOut().catch(() => say('The service does not answer: you are still signed in.'));
      }}
    >
      <span class="unseen">Sign out, key </span>
      <Text value={session.value.key ?? ''} />
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M6 2.5H3v11h3M10 5l3 3-3 3M13 8H6" class="outline" />
      </svg>
    </button>
  );
}
