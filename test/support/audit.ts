import { audit } from '../../src/persistence/audit/audit';

/**
 * For the end of a test: throws, naming all that is wrong, unless the namespace keeps every invariant.
 * It may run while work goes on. Not for namespaces on the test's own clock.
 */
export async function mustBeSound(redisUrl: string, namespace = 'default'): Promise<void> {
  const { findings } = await audit(redisUrl, namespace);
  if (findings.length > 0) {
    const lines = findings.map(({ kind, subject, detail }) => `  ${kind}: ${subject} (${detail})`);
    throw new Error(`the audit of ${namespace} found:\n${lines.join('\n')}`);
  }
}

export { audit };
