import { useEffect, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { askJson, queryOf } from '../api/client';
import { ApiError } from '../api/problem';
import type { JobPage, State } from '../api/types';
import { hrefOfJob } from '../app/router';
import { count, plural } from '../format/numbers';
import { Modal } from '../parts/dialog';
import { Text } from '../parts/text';
import { say } from '../parts/toast';
import { sweep, type Progress, type Sweep } from './sweep';

export interface SweepWish extends Sweep {
  /** `Retry`: what the button says before the number. */
  readonly verb: string;
  /** `failed`: what jobs these are, in words; empty for several kinds. */
  readonly kind: string;
  /** `retried` */
  readonly done: string;
  /** What `GET /jobs` shows some of them by. */
  readonly sample: Readonly<Record<string, string>> & { readonly status?: State };
  readonly danger?: boolean;
  /** To be typed before it goes on. */
  readonly typed?: string;
  readonly note?: string;
}

type Phase = 'counting' | 'asking' | 'working' | 'ended';

/** Counts first, asks with the exact number, and tells how far it is. */
export function SweepDialog({
  wish,
  onClose,
  onDone,
}: {
  readonly wish: SweepWish;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): JSX.Element {
  const [phase, setPhase] = useState<Phase>('counting');
  const [counted, setCounted] = useState(0);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [typed, setTyped] = useState('');
  const [sample, setSample] = useState<readonly string[]>([]);
  const end = useRef(new AbortController());
  const fail = (reason: unknown) => {
    if (!end.current.signal.aborted) {
      setError(reason instanceof ApiError ? reason : new ApiError(0, 'unknown', String(reason)));
      setPhase('ended');
    }
  };

  useEffect(() => {
    const { signal } = end.current;
    sweep(wish, true, ({ matched }) => setCounted(matched), signal).then(({ matched }) => {
      setCounted(matched);
      setPhase('asking');
    }, fail);
    askJson<JobPage>(`jobs${queryOf({ ...wish.sample, page_size: 5 })}`, { signal }).then(
      ({ jobs }) => setSample(jobs.map(({ id }) => id)),
      () => undefined, // the number says more
    );
    return () => end.current.abort();
  }, []);

  const work = async () => {
    setPhase('working');
    try {
      const { changed } = await sweep(wish, false, setProgress, end.current.signal);
      onDone();
      if (!end.current.signal.aborted) {
        say(`${plural(changed, 'job')} ${wish.done}.`);
        onClose();
      }
    } catch (reason) {
      fail(reason);
      onDone();
    }
  };
  const jobs = plural(counted, `${wish.kind} job`.trim());
  const ready = phase === 'asking' && counted > 0 && (wish.typed === undefined || wish.typed === typed);
  return (
    <Modal
      title={phase === 'counting' ? `${wish.verb}: counting…` : `${wish.verb} ${jobs}?`}
      onClose={onClose}
    >
      <div class="body">
        {phase === 'counting' && <p>{count(counted)} so far</p>}
        {phase === 'asking' && counted === 0 && <p>No job matches.</p>}
        {counted > 0 && sample.length > 0 && (
          <p>
            Among them{' '}
            {sample.map((id, i) => (
              <>
                {i > 0 && ', '}
                <a href={hrefOfJob(id)} target="_blank" rel="noreferrer">
                  <Text value={id} />
                </a>
              </>
            ))}
          </p>
        )}
        {wish.note !== undefined && <p>{wish.note}</p>}
        {progress !== null && (
          <p role="status">
            {count(progress.changed)} of {count(counted)} {wish.done}
            {progress.skipped > 0 && `, ${count(progress.skipped)} had moved on`}
          </p>
        )}
        {error !== null && (
          <p class="wrong" role="alert">
            <Text value={error.message} />
          </p>
        )}
      </div>
      {wish.typed !== undefined && phase === 'asking' && counted > 0 && (
        <label class="field">
          <span>
            Type <Text value={wish.typed} /> to go on
          </span>
          <input value={typed} onInput={(event) => setTyped(event.currentTarget.value)} autocomplete="off" />
        </label>
      )}
      <div class="buttons">
        <button type="button" onClick={onClose} data-first>
          {phase === 'working' ? 'Stop' : phase === 'ended' ? 'Close' : 'Cancel'}
        </button>
        {phase !== 'ended' && (
          <button
            type="button"
            class={wish.danger === true ? 'danger' : 'primary'}
            disabled={!ready}
            onClick={() => void work()}
          >
            {phase === 'working' ? 'Working…' : counted === 0 ? wish.verb : `${wish.verb} ${jobs}`}
          </button>
        )}
      </div>
    </Modal>
  );
}
