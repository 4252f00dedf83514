import type { JSX } from 'preact';
import { ask } from '../../api/client';
import { pathOfQueue } from '../../api/paths';
import { may } from '../../api/session';
import type { Queue } from '../../api/types';
import { plural } from '../../format/numbers';
import { confirm } from '../../parts/dialog';
import { say } from '../../parts/toast';

/** Stops a queue from starting jobs, or lets it go on; asks first. */
export function PauseButton({
  queue: { name, paused, states },
  onDone,
  quiet = false,
}: {
  readonly queue: Queue;
  readonly onDone: () => void;
  readonly quiet?: boolean;
}): JSX.Element | null {
  if (!may('admin')) {
    return null;
  }
  const verb = paused ? 'Resume' : 'Pause';
  return (
    <button
      type="button"
      class={quiet ? 'quiet' : undefined}
      onClick={() =>
        confirm({
          title: `${verb} queue “${name}”?`,
          body: paused
            ? 'Workers take its jobs again at once.'
            : `No job of it starts any more. ${plural(states.in_progress, 'job')} that ${states.in_progress === 1 ? 'runs goes' : 'run go'} on, and new ones are accepted.`,
          verb,
          act: async () => {
            await ask(`${pathOfQueue(name)}/${paused ? 'resume' : 'pause'}`, {
              method: 'POST',
            });
            say(`Queue ${name} ${paused ? 'goes on' : 'is paused'}.`);
            onDone();
          },
        })
      }
    >
      {verb}
      <span class="unseen"> {name}</span>
    </button>
  );
}
