import 'reflect-metadata';
import fc from 'fast-check';
import { ENQUEUE_FIELDS, EnqueueJobDto } from '../../../src/jobs/dto/enqueue-job.dto';
import { enqueueProblems } from '../../../src/jobs/enqueue-problems';
import { isValidEnqueue } from '../../../src/jobs/quick-check';
import { getMetadataStorage } from 'class-validator';
import { enqueueBodies } from './enqueue-bodies';

const parse = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('the quick check of an enqueue', () => {
  it('accepts what class-validator accepts, and nothing else', () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(enqueueBodies, (text) => {
        const body = parse(text);
        const quick = isValidEnqueue(body);
        if (quick) accepted += 1;
        else refused += 1;
        expect({ text, valid: quick }).toEqual({ text, valid: enqueueProblems(body).length === 0 });
      }),
      { numRuns: 3_000 },
    );
    // Both happened often enough for the comparison to mean something.
    expect(accepted).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(300);
  });

  it('knows every field that the DTO has a rule for', () => {
    const ruled = getMetadataStorage()
      .getTargetValidationMetadatas(EnqueueJobDto, '', false, false)
      .map((rule) => rule.propertyName);
    expect([...new Set(ruled)].sort()).toEqual([...ENQUEUE_FIELDS].sort());
  });
});
