import { readArguments, USAGE, UsageError } from './audit-arguments';
import { audit } from './audit';
import { readRedisTls } from '../redis-connections';
import { auditJson, auditText, isClean } from './audit-text';

const CLEAN = 0;
const FAULTS_LEFT = 1;
const CANNOT_RUN = 2;

async function main(): Promise<number> {
  const args = readArguments(process.argv.slice(2), process.env);
  if (args === 'help') {
    process.stdout.write(USAGE);
    return CLEAN;
  }
  const report = await audit(args.url, args.namespace, args, readRedisTls(process.env));
  process.stdout.write(args.json ? auditJson(report) : auditText(report));
  return isClean(report) ? CLEAN : FAULTS_LEFT;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The audit could not be made: ${reason}\n`);
    if (error instanceof UsageError) {
      process.stderr.write(`\n${USAGE}`);
    }
    process.exitCode = CANNOT_RUN;
  },
);
