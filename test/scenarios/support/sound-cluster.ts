import { mustBeSound } from '../../support/audit';
import { Cluster } from '../../support/cluster';
import { SluiceClient } from '../../support/sluice-client';

/** The cluster of the test that runs. */
export interface SoundCluster {
  readonly cluster: Cluster;
  /** Of its one API process, which takes any number of requests. */
  readonly url: string;
  readonly client: SluiceClient;
}

/** For each test of a `describe` a cluster of its own, whose Redis must be sound when the test is over. */
export function soundCluster(): () => SoundCluster {
  let present: SoundCluster | undefined;
  let cluster: Cluster;
  beforeEach(async () => {
    cluster = await Cluster.start();
    const { url } = await cluster.service({ SLUICE_ROLE: 'api', SLUICE_RATE_LIMIT: '0' });
    present = { cluster, url, client: new SluiceClient(url) };
  });
  afterEach(async () => {
    try {
      await mustBeSound(cluster.redis.url);
    } finally {
      await cluster.stop();
    }
  });
  return () => {
    if (present === undefined) {
      throw new Error('there is a cluster only while a test runs');
    }
    return present;
  };
}
