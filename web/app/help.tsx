import type { JSX } from 'preact';
import { Modal } from '../parts/dialog';
import { helpOpen, KEYS, keysOn, turnKeys } from './keys';

/** The keys, and the switch that turns them off. */
export function Help(): JSX.Element | null {
  if (!helpOpen.value) {
    return null;
  }
  const close = () => {
    helpOpen.value = false;
  };
  return (
    <Modal title="Keys" onClose={close}>
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={keysOn.value}
          onChange={(event) => turnKeys(event.currentTarget.checked)}
        />
        Keys are on
      </label>
      <div class="buttons">
        <button type="button" onClick={close} data-first>
          Close
        </button>
      </div>
    </Modal>
  );
}
