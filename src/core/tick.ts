/**
 * Runs `task` once all that is going on in the present turn of the event loop is done. A port, so that a
 * simulator can run the loops without an event loop of their own.
 */
export type Tick = (task: () => void) => void;

/** After the present turn's I/O callbacks: what many sockets delivered in one turn comes together here. */
export const eventLoopTick: Tick = (task) => void setImmediate(task);
