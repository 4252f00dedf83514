import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { ask } from '../../api/client';
import { pathOfQueue } from '../../api/paths';
import { ApiError } from '../../api/problem';
import type { Queue, QueueDetails } from '../../api/types';
import { Modal } from '../../parts/dialog';
import { Text } from '../../parts/text';
import { say } from '../../parts/toast';
import { differences, draftOf, editsOf, patchOf, rebased, type Draft } from './limit-edits';
import { CHOICE_LABELS, LIMIT_GROUPS, told, type LimitField } from './limit-fields';

/** A queue, and what names its settings (RFC 9110, ETag). */
export interface Tagged {
  readonly queue: QueueDetails;
  readonly tag: string;
}

export async function askTagged(name: string, signal?: AbortSignal): Promise<Tagged> {
  const response = await ask(pathOfQueue(name), signal === undefined ? {} : { signal });
  return { queue: (await response.json()) as QueueDetails, tag: response.headers.get('ETag') ?? '*' };
}

/** The settings of a queue; nothing is saved over what somebody else changed meanwhile. */
export function EditLimits({
  start,
  onClose,
  onDone,
}: {
  readonly start: Tagged;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): JSX.Element {
  const [known, setKnown] = useState(start);
  const [draft, setDraft] = useState<Draft>(draftOf(start.queue.settings));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const [theirs, setTheirs] = useState<readonly string[] | null>(null);
  const { queue, tag } = known;
  const { changes, wrong } = editsOf(draft, queue);
  const refused = Object.fromEntries((error?.errors ?? []).map((one) => [pathOf(one.pointer), one.detail]));

  const save = async () => {
    setBusy(true);
    setError(null);
    setTheirs(null);
    try {
      const headers = { 'If-Match': tag };
      await ask(pathOfQueue(queue.name), { method: 'PATCH', body: patchOf(changes), headers });
      say(`The limits of ${queue.name} hold now.`);
      onDone();
      onClose();
    } catch (reason) {
      await refuse(reason);
      setBusy(false);
    }
  };
  const refuse = async (reason: unknown) => {
    const told = reason instanceof ApiError ? reason : new ApiError(0, 'unknown', String(reason));
    if (told.code !== 'precondition_failed') {
      setError(told);
      return;
    }
    try {
      const fresh = await askTagged(queue.name);
      setTheirs(differences(queue.settings, fresh.queue.settings));
      setDraft(rebased(draft, queue.settings, fresh.queue.settings));
      setKnown(fresh);
      onDone();
    } catch {
      setError(told);
    }
  };
  const field = (one: LimitField) => (
    <Field
      key={one.path}
      field={one}
      queue={queue}
      value={draft[one.path] ?? ''}
      wrong={wrong[one.path] ?? refused[one.path] ?? null}
      onInput={(text) => setDraft({ ...draft, [one.path]: text })}
    />
  );
  return (
    <Modal title={`Limits of ${queue.name}`} onClose={onClose} wide>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {LIMIT_GROUPS.map(({ title, fields }) => (
          <fieldset key={title}>
            <legend>{title}</legend>
            <div class="field-grid">{fields.map(field)}</div>
          </fieldset>
        ))}
        {theirs !== null && (
          <div class="note-box" role="alert">
            <p>
              Somebody changed these settings meanwhile, so nothing of yours is saved yet. Look at it, and
              save again.
            </p>
            <ul>
              {theirs.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        )}
        {error !== null && error.errors.length === 0 && (
          <p class="wrong" role="alert">
            <Text value={error.message} />
          </p>
        )}
        <div class="changes" role="status">
          {changes.length === 0 ? (
            <p class="muted">Nothing is changed. An empty field means: the service’s own.</p>
          ) : (
            <ul>
              {changes.map(({ field: { path, label }, before, after }) => (
                <li key={path}>
                  {label}: <span class="muted">{before}</span> → <b>{after}</b>
                </li>
              ))}
            </ul>
          )}
        </div>
        <div class="buttons">
          <button type="button" onClick={onClose} data-first>
            Cancel
          </button>
          <button
            type="submit"
            class="primary"
            disabled={busy || changes.length === 0 || Object.keys(wrong).length > 0}
          >
            {busy ? 'Working…' : 'Save'}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function Field({
  field,
  queue,
  value,
  wrong,
  onInput,
}: {
  readonly field: LimitField;
  readonly queue: Queue;
  readonly value: string;
  readonly wrong: string | null;
  readonly onInput: (text: string) => void;
}): JSX.Element {
  const id = `limit-${field.path.replace('/', '-')}`;
  const own = field.read(queue.settings) === null;
  const inherited = told(field, own ? field.read(queue.limits) : null);
  const shared = {
    id,
    value,
    'aria-invalid': wrong !== null,
    'aria-describedby': wrong === null ? undefined : `${id}-wrong`,
  };
  return (
    <div class="field">
      <label for={id}>{field.label}</label>
      {field.choices === undefined ? (
        <input
          {...shared}
          onInput={(event) => onInput(event.currentTarget.value)}
          placeholder={own ? inherited : 'the service’s own'}
          title={`Such as ${field.hint}`}
          autocomplete="off"
          spellcheck={false}
          maxLength={60}
        />
      ) : (
        <select {...shared} onChange={(event) => onInput(event.currentTarget.value)}>
          <option value="">{own ? `${inherited}, as the service has it` : 'the service’s own'}</option>
          {field.choices.map((choice) => (
            <option key={choice} value={choice}>
              {CHOICE_LABELS[choice] ?? choice}
            </option>
          ))}
        </select>
      )}
      {wrong !== null && (
        <span class="wrong" id={`${id}-wrong`}>
          <Text value={wrong} />
        </span>
      )}
    </div>
  );
}

/** `/rate/limit` is what is wrong with the field `rate`. */
function pathOf(pointer = ''): string {
  const path = pointer.slice(1);
  return path.startsWith('retention/') ? path : (path.split('/')[0] ?? '');
}
