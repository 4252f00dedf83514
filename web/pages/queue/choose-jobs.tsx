import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { pathOfQueue } from '../../api/paths';
import type { Queue, State } from '../../api/types';
import { count } from '../../format/numbers';
import { Modal } from '../../parts/dialog';
import { StateLabel, STATE_LABELS } from '../../parts/glyph';
import type { SweepWish } from '../../sweep/sweep-dialog';

export type SweepKind = 'redrive' | 'purge';

/** The states whose jobs each of them takes; those that run have to end first. */
const TAKEN: Readonly<Record<SweepKind, readonly State[]>> = {
  redrive: ['failed', 'cancelled'],
  purge: ['completed', 'failed', 'cancelled', 'queued', 'scheduled', 'blocked'],
};

const AGES = [
  ['of any age', 0],
  ['older than an hour', 3_600_000],
  ['older than a day', 86_400_000],
  ['older than a week', 604_800_000],
] as const;

/** Which jobs of a queue: the question before the counting. */
export function ChooseJobs({
  kind,
  queue,
  onClose,
  onChosen,
}: {
  readonly kind: SweepKind;
  readonly queue: Queue;
  readonly onClose: () => void;
  readonly onChosen: (wish: SweepWish) => void;
}): JSX.Element {
  const several = kind === 'purge';
  const [states, setStates] = useState<readonly State[]>(several ? [] : ['failed']);
  const [texts, setTexts] = useState({ type: '', tag: '' });
  const [age, setAge] = useState(0);
  const choose = (state: State, on: boolean) =>
    setStates(several ? TAKEN[kind].filter((one) => (one === state ? on : states.includes(one))) : [state]);
  const next = () => {
    const filter = {
      ...(texts.type === '' ? {} : { type: texts.type }),
      ...(texts.tag === '' ? {} : { tag: texts.tag }),
      ...(age === 0 ? {} : { created_before: new Date(Date.now() - age).toISOString() }),
    };
    onChosen(wishOf(kind, queue.name, states, filter));
  };
  const text = (name: 'type' | 'tag', label: string) => (
    <label class="field">
      <span>{label}</span>
      <input
        value={texts[name]}
        onInput={(event) => setTexts({ ...texts, [name]: event.currentTarget.value.trim() })}
        placeholder="any"
        autocomplete="off"
        spellcheck={false}
        maxLength={128}
      />
    </label>
  );
  return (
    <Modal title={`${TITLES[kind]} ${queue.name}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          next();
        }}
      >
        <fieldset>
          <legend>{several ? 'Remove jobs that are' : 'Run again jobs that are'}</legend>
          <div class="choices">
            {TAKEN[kind].map((state) => (
              <label key={state} class="check">
                <input
                  type={several ? 'checkbox' : 'radio'}
                  name="state"
                  checked={states.includes(state)}
                  onChange={(event) => choose(state, event.currentTarget.checked)}
                />
                <StateLabel state={state} />
                <span class="muted">{count(queue.states[state])}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <div class="field-grid">
          {text('type', 'Type')}
          {text('tag', 'Tag')}
          <label class="field">
            <span>Accepted</span>
            <select value={age} onChange={(event) => setAge(Number(event.currentTarget.value))}>
              {AGES.map(([label, ms]) => (
                <option key={label} value={ms}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        </div>
        <div class="buttons">
          <button type="button" onClick={onClose} data-first>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={states.length === 0}>
            Count them
          </button>
        </div>
      </form>
    </Modal>
  );
}

const TITLES: Readonly<Record<SweepKind, string>> = { redrive: 'Redrive', purge: 'Purge' };

function wishOf(
  kind: SweepKind,
  queue: string,
  states: readonly State[],
  filter: Readonly<Record<string, string>>,
): SweepWish {
  const [first] = states;
  const only = states.length === 1 ? first : undefined;
  const shared = {
    path: `${pathOfQueue(queue)}/${kind}`,
    verb: TITLES[kind],
    kind: only === undefined ? '' : STATE_LABELS[only],
    sample: { queue, ...filter, ...(first === undefined ? {} : { status: first }) },
  };
  return kind === 'redrive'
    ? {
        ...shared,
        body: { filter: { ...filter, ...(only === undefined ? {} : { status: only }) } },
        done: 'queued again',
        note: 'Each runs again with fresh attempts.',
      }
    : {
        ...shared,
        body: { states, filter },
        done: 'removed',
        danger: true,
        typed: queue,
        note: 'They are gone for good, with their results. Those that wait count as cancelled.',
      };
}
