import { join } from 'node:path';
import { Cluster } from '../support/cluster';
import { asPattern, consoleExamples, runExample } from '../support/console-examples';
import { type Service } from '../support/service';

describe.each([
  ['README.md', 5],
  ['docs/cli.md', 9],
  ['docs/push.md', 1],
  ['docs/schedules.md', 6],
  ['docs/storage.md', 4],
])('the examples of %s', (document, least) => {
  let cluster: Cluster;
  let service: Service;

  beforeAll(async () => {
    cluster = await Cluster.start();
    service = await cluster.service();
  });
  afterAll(() => cluster.stop());

  const examples = consoleExamples(join(__dirname, '..', '..', document));

  it('are there', () => {
    expect(examples.length).toBeGreaterThanOrEqual(least);
  });

  it.each(examples)('$command', ({ command, expected }) => {
    expect(runExample(command, { port: service.port, redisPort: cluster.redis.port })).toMatch(
      asPattern(expected),
    );
  });
});
