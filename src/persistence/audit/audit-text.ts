import { FINDING_KINDS, type AuditReport } from './finding';

/** The report for people. */
export function auditText(report: AuditReport): string {
  const { namespace, keys, jobs, queues, findings, skipped } = report;
  const lines = findings.map(
    ({ kind, subject, detail, mended }) =>
      `${mended ? 'mended' : 'FOUND '} ${kind} ${subject}: ${FINDING_KINDS[kind]} (${detail})`,
  );
  lines.push(...skipped.map((check) => `not checked: ${check}`));
  const mended = findings.filter((finding) => finding.mended).length;
  const left = findings.length - mended;
  lines.push(
    `namespace ${namespace}: ${keys} keys, ${jobs} jobs, ${queues} queues: ` +
      (findings.length === 0 ? 'all is well' : `${left} faults left, ${mended} mended`),
  );
  return `${lines.join('\n')}\n`;
}

/** For machines: the report, and whether anything is left to do. */
export function auditJson(report: AuditReport): string {
  return `${JSON.stringify({ ...report, clean: isClean(report) })}\n`;
}

/** Nothing was found, or all of it was mended. */
export function isClean({ findings }: AuditReport): boolean {
  return findings.every(({ mended }) => mended);
}
