import type { JSX } from 'preact';
import type { JobError } from '../../api/types';
import { Text } from '../../parts/text';

export function ErrorText({ error }: { readonly error: JobError | null }): JSX.Element | null {
  return error === null ? null : (
    <div class="source">
      <p class="strong">
        <Text value={error.code} />
      </p>
      <pre tabIndex={0} role="region" aria-label="Message">
        <Text value={error.message} lines />
      </pre>
      {error.stack !== undefined && (
        <pre tabIndex={0} role="region" aria-label="Stack">
          <Text value={error.stack} lines />
        </pre>
      )}
    </div>
  );
}
