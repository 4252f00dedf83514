/** Longest text of an error in a span: the job has all of it. */
export const MOST_TEXT = 256;

/** By OpenTelemetry's semantic conventions for messaging; `sluice.*` are our own. Never a payload or a result. */
export function baseAttributes(namespace: string, operation: 'send' | 'process'): Record<string, string> {
  return {
    'messaging.system': 'sluice',
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'sluice.namespace': namespace,
  };
}
