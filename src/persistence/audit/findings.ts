import type { Finding, FindingKind } from './finding';

/** What was found so far, each once: a job may be looked at several times. */
export class Findings {
  private readonly byKey = new Map<string, Finding>();

  add(findings: readonly Finding[]): void {
    for (const finding of findings) {
      const key = `${finding.kind} ${finding.subject} ${finding.kind === 'lease_overdue' ? '' : finding.detail}`;
      const before = this.byKey.get(key);
      this.byKey.set(key, before?.mended === true ? before : finding);
    }
  }

  /** Takes those of one kind out. */
  take(kind: FindingKind): Finding[] {
    const taken = [...this.byKey].filter(([, finding]) => finding.kind === kind);
    for (const [key] of taken) {
      this.byKey.delete(key);
    }
    return taken.map(([, finding]) => finding);
  }

  list(): Finding[] {
    return [...this.byKey.values()];
  }
}
