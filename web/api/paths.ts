/** Where the API has a queue. */
export const pathOfQueue = (name: string): string => `queues/${encodeURIComponent(name)}`;
