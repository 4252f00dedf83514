import { AuditBed } from './audit-bed';

describe('the auditor', () => {
  let bed: AuditBed;
  beforeAll(async () => {
    bed = await AuditBed.start();
  });
  afterAll(() => bed.stop());

  it('finds nothing in a namespace that only the scripts wrote to', async () => {
    await bed.seed();
    expect(await bed.audit()).toMatchObject({ jobs: 8, queues: 2, findings: [], skipped: [] });
  });
});
