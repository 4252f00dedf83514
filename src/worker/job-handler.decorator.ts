import { SetMetadata } from '@nestjs/common';

/** Metadata key of {@link JobHandler}. */
export const JOB_HANDLER = 'sluice:job-handler';

/**
 * Marks what runs the jobs of one type: a provider class with a method `run(payload, context)`, or a method
 * of a provider that takes the same. The provider may be in any module and is a singleton.
 *
 * A class may also have a method `checkPayload(payload)`, a `PayloadCheck`: a job whose payload it finds fault
 * with is not taken (422, each problem named below `/payload`). It is asked in API processes too.
 *
 * ```ts
 * @Injectable()
 * @JobHandler('email')
 * class EmailHandler {
 *   async run(payload: unknown, { signal }: HandlerContext) { … }
 * }
 * ```
 */
export const JobHandler = (type: string) => SetMetadata(JOB_HANDLER, type);
