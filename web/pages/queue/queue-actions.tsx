import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { ask } from '../../api/client';
import { pathOfQueue } from '../../api/paths';
import { may } from '../../api/session';
import type { Queue } from '../../api/types';
import { go, hrefOf } from '../../app/router';
import { takesNothingNew } from '../../live/link';
import { confirm } from '../../parts/dialog';
import { say } from '../../parts/toast';
import { SweepDialog, type SweepWish } from '../../sweep/sweep-dialog';
import { PauseButton } from '../queues/pause-button';
import { ChooseJobs, type SweepKind } from './choose-jobs';

/** What can be done to a queue: first what, then how many that are, then it. */
export function QueueActions({
  queue,
  onDone,
}: {
  readonly queue: Queue;
  readonly onDone: () => void;
}): JSX.Element | null {
  const [choosing, setChoosing] = useState<SweepKind | null>(null);
  const [wish, setWish] = useState<SweepWish | null>(null);
  const { name } = queue;
  const remove = () =>
    confirm({
      title: `Delete queue “${name}”?`,
      body: 'Its settings go with it. It must hold no job; its next job would make it anew.',
      verb: 'Delete the queue',
      danger: true,
      typed: name,
      act: async () => {
        await ask(pathOfQueue(name), { method: 'DELETE' });
        say(`Queue ${name} is deleted.`);
        go(hrefOf('queues'));
      },
    });
  if (!may('admin')) {
    return null;
  }
  return (
    <>
      <PauseButton queue={queue} onDone={onDone} />
      <button type="button" disabled={takesNothingNew.value} onClick={() => setChoosing('redrive')}>
        Redrive…
      </button>
      <button type="button" onClick={() => setChoosing('purge')}>
        Purge…
      </button>
      <button type="button" onClick={remove}>
        Delete…
      </button>
      {choosing !== null && (
        <ChooseJobs
          kind={choosing}
          queue={queue}
          onClose={() => setChoosing(null)}
          onChosen={(chosen) => {
            setChoosing(null);
            setWish(chosen);
          }}
        />
      )}
      {wish !== null && <SweepDialog wish={wish} onClose={() => setWish(null)} onDone={onDone} />}
    </>
  );
}
