import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { isNamespace, namespaceName } from '../api/client';
import { ownNamespace } from '../api/session';
import { Modal } from '../parts/dialog';
import { Text } from '../parts/text';
import { DASHBOARD } from './base';
import { go } from './router';

/** Which queue system of its own the page is about. It stays in the address, so that links say it too. */
export function NamespacePicker(): JSX.Element {
  const [open, setOpen] = useState(false);
  const current = namespaceName();
  const [wish, setWish] = useState(current);
  const valid = isNamespace(wish);
  if (ownNamespace() !== null) {
    return (
      <span class="namespace muted" title="The namespace of your key">
        <span class="unseen">Namespace: </span>
        <Text value={current} />
      </span>
    );
  }
  return (
    <>
      <button
        type="button"
        class="quiet namespace"
        onClick={() => {
          setWish(current);
          setOpen(true);
        }}
        title="Namespace"
      >
        <span class="unseen">Namespace: </span>
        <Text value={current} />
      </button>
      {open && (
        <Modal title="Namespace" onClose={() => setOpen(false)}>
          <form
            method="dialog"
            onSubmit={(event) => {
              event.preventDefault();
              setOpen(false);
              go(
                wish === 'default'
                  ? DASHBOARD.slice(0, -1)
                  : `${DASHBOARD.slice(0, -1)}?ns=${encodeURIComponent(wish)}`,
              );
            }}
          >
            <label class="field">
              <span>Each namespace has its own jobs, queues and limits.</span>
              <input
                data-first
                value={wish}
                onInput={(event) => setWish(event.currentTarget.value)}
                autocomplete="off"
                spellcheck={false}
                aria-invalid={!valid}
              />
            </label>
            <div class="buttons">
              <button type="button" onClick={() => setOpen(false)}>
                Cancel
              </button>
              <button type="submit" class="primary" disabled={!valid}>
                Open
              </button>
            </div>
          </form>
        </Modal>
      )}
    </>
  );
}
