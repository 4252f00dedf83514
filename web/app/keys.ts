import { signal } from '@preact/signals';
import { dialogIsOpen } from '../parts/dialog';
import { paused } from './clock';
import { keep, kept } from './kept';
import { go, hrefOf } from './router';
import { turnTheme } from './theme';

/** Some readers' own tools need the letters. */
export const keysOn = signal(kept('keys') !== 'off');

export const helpOpen = signal(false);

export const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'Find a job by its id'],
  ['g o', 'Overview'],
  ['g q', 'Queues'],
  ['g j', 'Jobs'],
  ['g s', 'Schedules'],
  ['g w', 'Workers'],
  ['j  k', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['x', 'Select the row'],
  ['[  ]', 'Previous and next page'],
  ['p', 'Pause updates, go on'],
  ['t', 'Light or dark'],
  ['?', 'This list'],
  ['Esc', 'Close'],
];

export function turnKeys(on: boolean): void {
  keysOn.value = on;
  keep('keys', on ? 'on' : 'off');
}

const PAGES: Readonly<Record<string, string>> = {
  o: '',
  q: 'queues',
  j: 'jobs',
  s: 'schedules',
  w: 'workers',
};

let afterG = false;

/** Listens for keys; none of them changes anything in the service. */
export function startKeys(): void {
  document.addEventListener('keydown', (event) => {
    const typing =
      event.target instanceof Element && event.target.closest('input, select, textarea') !== null;
    if (!keysOn.value || typing || event.ctrlKey || event.metaKey || event.altKey || dialogIsOpen()) {
      afterG = false;
      return;
    }
    if (press(event.key)) {
      event.preventDefault();
    }
  });
}

/** @returns whether the key was one of ours. */
function press(key: string): boolean {
  const page = afterG ? PAGES[key] : undefined;
  afterG = key === 'g' && !afterG;
  if (page !== undefined) {
    go(hrefOf(page));
    return true;
  }
  switch (key) {
    case '/':
      document.getElementById('find')?.focus();
      return true;
    case 'p':
      paused.value = !paused.value;
      return true;
    case 't':
      turnTheme();
      return true;
    case '?':
      helpOpen.value = true;
      return true;
    case 'j':
      return moveRow(1);
    case 'k':
      return moveRow(-1);
    case 'x':
      return clickIn(currentRow(), 'input[type=checkbox]');
    case '[':
      return clickIn(document, 'button[data-page=previous]:not(:disabled)');
    case ']':
      return clickIn(document, 'button[data-page=next]:not(:disabled)');
    default:
      return false;
  }
}

const currentRow = () => document.activeElement?.closest('tr') ?? null;

/** The focus goes to the row's link, so that Enter opens it as ever. */
function moveRow(by: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('main tbody tr')].filter(
    (row) => row.querySelector('a') !== null,
  );
  const at = rows.findIndex((row) => row === currentRow());
  const next =
    rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + by))];
  next?.querySelector<HTMLElement>('a')?.focus();
  return next !== undefined;
}

function clickIn(place: ParentNode | null, selector: string): boolean {
  const element = place?.querySelector<HTMLElement>(selector) ?? null;
  element?.click();
  return element !== null;
}
