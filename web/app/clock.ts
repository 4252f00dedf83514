import { signal } from '@preact/signals';

/** Epoch ms, moved on each second while somebody looks: ages are shown by it. */
export const now = signal(Date.now());

/** Whether the page can be seen. */
export const visible = signal(!document.hidden);

/** The user's wish that nothing moves. */
export const paused = signal(false);

export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) {
      now.value = Date.now();
    }
  }, 1_000);
  document.addEventListener('visibilitychange', () => {
    visible.value = !document.hidden;
    now.value = Date.now();
  });
}
