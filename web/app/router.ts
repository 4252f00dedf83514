import { signal } from '@preact/signals';
import { DASHBOARD } from './base';

export type PageName = 'overview' | 'queues' | 'queue' | 'jobs' | 'job' | 'schedules' | 'workers' | 'unknown';

// Before the first route is read, which is as this file is loaded.
const SIMPLE: readonly PageName[] = ['queues', 'jobs', 'job', 'schedules', 'workers'];

export interface Route {
  readonly page: PageName;
  /** The last part of the path, where a page has one. */
  readonly name: string;
  readonly query: URLSearchParams;
}

export const route = signal<Route>(read());

/** Follows the address bar, and every click on a link to a page of ours. */
export function startRouter(): void {
  addEventListener('popstate', () => {
    route.value = read();
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (link === null || !plain || link.target !== '' || link.hasAttribute('download')) {
      return;
    }
    const url = new URL(link.href);
    if (url.origin === location.origin && isOurs(url.pathname) && url.hash === '') {
      event.preventDefault();
      go(url.pathname + url.search);
    }
  });
}

/** Opens a page. @param replace without an entry in the history: the same page, seen otherwise */
export function go(address: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, '', address);
  } else {
    history.pushState(null, '', address);
  }
  const before = route.peek();
  route.value = read();
  if (!replace && (before.page !== route.peek().page || before.name !== route.peek().name)) {
    scrollTo(0, 0);
  }
}

/** The address of a page. Empty values are left out; the namespace stays. */
export function hrefOf(path: string, query: Readonly<Record<string, string>> = {}): string {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  const namespace = route.peek().query.get('ns');
  if (namespace !== null) {
    parameters.set('ns', namespace);
  }
  const text = parameters.toString();
  return `${path === '' ? DASHBOARD.slice(0, -1) : DASHBOARD + path}${text === '' ? '' : `?${text}`}`;
}

export const hrefOfJob = (id: string): string => hrefOf('job', { id });

export const hrefOfQueue = (queue: string): string => hrefOf(`queues/${encodeURIComponent(queue)}`);

function isOurs(path: string): boolean {
  return path.startsWith(DASHBOARD) || `${path}/` === DASHBOARD;
}

function read(): Route {
  const query = new URLSearchParams(location.search);
  const [first = '', second = '', ...rest] = location.pathname.slice(DASHBOARD.length).split('/');
  const name = decoded(second);
  if (first === '' && second === '') {
    return { page: 'overview', name: '', query };
  }
  if (first === 'queues' && second !== '' && rest.length === 0 && name !== null) {
    return { page: 'queue', name, query };
  }
  const page = second === '' ? SIMPLE.find((one) => one === first) : undefined;
  return { page: page ?? 'unknown', name: '', query };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
