import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { ApiError } from '../api/problem';
import { Text } from './text';

export interface Question {
  readonly title: string;
  readonly body?: ComponentChildren;
  /** What the button says that does it. */
  readonly verb: string;
  readonly danger?: boolean;
  /** To be typed in full before it can be done. */
  readonly typed?: string;
  /** Does it; the dialog stays while it runs, and with its error. */
  readonly act: () => Promise<void>;
}

const question = signal<Question | null>(null);

/** Asks before something is done. */
export function confirm(asked: Question): void {
  question.value = asked;
}

export function dialogIsOpen(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

/** The one place where questions appear. */
export function Confirmation(): JSX.Element | null {
  const asked = question.value;
  return asked === null ? null : <Ask key={asked.title} asked={asked} />;
}

function Ask({ asked }: { readonly asked: Question }): JSX.Element {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const close = () => {
    question.value = null;
  };
  const act = async () => {
    setBusy(true);
    setError(null);
    try {
      await asked.act();
      close();
    } catch (reason) {
      setError(reason instanceof ApiError ? reason : new ApiError(0, 'unknown', String(reason)));
      setBusy(false);
    }
  };
  const blocked = busy || (asked.typed !== undefined && typed !== asked.typed);
  return (
    <Modal title={asked.title} onClose={close}>
      {asked.body !== undefined && <div class="body">{asked.body}</div>}
      {asked.typed !== undefined && (
        <label class="field">
          <span>
            Type <Text value={asked.typed} /> to go on
          </span>
          <input value={typed} onInput={(event) => setTyped(event.currentTarget.value)} autocomplete="off" />
        </label>
      )}
      {error !== null && (
        <p class="wrong" role="alert">
          <Text value={error.message} />
        </p>
      )}
      <div class="buttons">
        <button type="button" onClick={close} data-first>
          Cancel
        </button>
        <button
          type="button"
          class={asked.danger === true ? 'danger' : 'primary'}
          disabled={blocked}
          onClick={() => void act()}
        >
          {busy ? 'Working…' : asked.verb}
        </button>
      </div>
    </Modal>
  );
}

/** The browser's own dialog: it keeps the focus, closes on Esc, and gives the focus back. */
export function Modal({
  title,
  onClose,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  /** For forms of several columns. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const place = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = place.current;
    const before = document.activeElement;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  return (
    <dialog ref={place} class={wide ? 'wide' : undefined} aria-labelledby="dialog-title" onClose={onClose}>
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}
