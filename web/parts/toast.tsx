import { signal } from '@preact/signals';
import type { JSX } from 'preact';

const said = signal('');
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says what was done, to eyes and screen readers, for a while. */
export function say(text: string): void {
  said.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    said.value = '';
  }, 6_000);
}

export function Toast(): JSX.Element {
  return (
    <div class="toast" role="status">
      {said.value !== '' && <p>{said.value}</p>}
    </div>
  );
}
