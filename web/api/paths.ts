/** Where the API has a queue. */
export const pathOfQueue = (name: string): string => `queues/${encodeURIComponent(name)}`;

/** Where the API has a schedule. */
export const pathOfSchedule = (name: string): string => `schedules/${encodeURIComponent(name)}`;
