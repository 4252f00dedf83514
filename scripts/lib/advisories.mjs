import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { npmCommand } from './npm.mjs';
import { root } from './places.mjs';

/** The form of npm's report that this reads; an error of npm's has none. */
const REPORT_VERSION = 2;

/**
 * Asks the registry which packages that run in production have a known vulnerability.
 * @returns `{ unanswered }`, why nobody knows; or `{ found }`, one line for each advisory, none where there is none
 */
export async function askForAdvisories() {
  const report = await npmAudit();
  if (report?.auditReportVersion !== REPORT_VERSION) {
    return { unanswered: firstLine(report?.message ?? report?.error?.summary) ?? 'npm gave no report' };
  }
  return { found: Object.values(report.vulnerabilities).flatMap(linesOf) };
}

async function npmAudit() {
  const [command, first] = npmCommand();
  const args = ['audit', '--omit=dev', '--json', '--fetch-retries=1', '--fetch-timeout=30000'];
  const child = spawn(command, [...first, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}

/** A package has its own advisories, and the names of those it depends on, which have lines of their own. */
function linesOf({ name, range, via }) {
  return via
    .filter((cause) => typeof cause === 'object')
    .map(({ severity, title, url }) => `${name} ${range}: ${severity}: ${title} (${url})`);
}

function firstLine(message) {
  return message?.split('\n')[0];
}
