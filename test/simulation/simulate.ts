import { type Violation } from './ledger';
import { Cluster, CORRECT, type Variant } from './cluster';
import { Liveness, RECOVERY_MS } from './liveness';
import type { Plan } from './plan';
import { atRest } from './virtual-time';

export interface Verdict {
  readonly violation: Violation | null;
  /** Two runs of the same plan have the same. */
  readonly hash: string;
  readonly events: number;
  readonly virtualMs: number;
  /** Part of `virtualMs` in which nothing could happen and that was passed over at once. */
  readonly leaptMs: number;
  readonly executions: number;
}

/** All work is done this long after the faults ended, whatever backoffs a plan has (ms): 60 days. */
const LAST_RESORT_MS = 60 * 86_400_000;

/** A leap ends this long before the next thing that happens, so that the loops meet it in their usual way. */
const BEFORE_MS = 1_500;

/** How often, in events, the driver looks whether it may leap. */
const LOOK_EVERY = 32;

/** Lets a plan happen, and judges it throughout and at its end. */
export async function simulate(
  plan: Plan,
  variant: Variant = CORRECT,
  print?: (line: string) => void,
): Promise<Verdict> {
  const cluster = new Cluster(plan, variant, print);
  const driver = new Driver(cluster);
  await driver.run();
  const { trace, ledger, time } = cluster;
  return {
    violation: ledger.violation,
    hash: trace.hash,
    events: driver.events,
    virtualMs: time.now,
    leaptMs: driver.leaptMs,
    executions: ledger.sums.claims,
  };
}

/** Takes one event after the other, from the start to the last drain. */
class Driver {
  events = 0;
  leaptMs = 0;
  private calm = false;
  private finished = false;

  constructor(private readonly cluster: Cluster) {}

  async run(): Promise<void> {
    const { cluster } = this;
    const { time, ledger, plan } = cluster;
    cluster.start();
    time.after(plan.calmAt, () => {
      this.calm = true;
      cluster.calm();
      this.watch();
    });
    await atRest();
    while (!this.finished && ledger.violation === null && time.step()) {
      await atRest();
      this.events += 1;
      if (this.events % LOOK_EVERY === 0 && cluster.isIdle) {
        this.leap();
      }
    }
  }

  private leap(): void {
    const { time, ns, plan, auditor } = this.cluster;
    if (this.calm && auditor.allFinal()) {
      return; // all is done
    }
    const alarm = ns.nextAlarmMs();
    const next = Math.min(
      this.calm ? Infinity : (plan.steps.find(({ at }) => at > time.now)?.at ?? plan.calmAt),
      alarm === null ? Infinity : time.now + alarm,
    );
    const target = next - BEFORE_MS;
    if (target > time.now && target < Infinity) {
      this.leaptMs += target - time.now;
      time.leapTo(target);
      this.cluster.trace.add(time.now, 'plan', 'leap');
    }
  }

  /** Once it is calm: until all is done. */
  private watch(): void {
    const { time, liveness, auditor, client, ledger, plan } = this.cluster;
    time.after(Liveness.everyMs, () => {
      const calmFor = time.now - plan.calmAt;
      liveness.check(calmFor);
      if (calmFor > RECOVERY_MS && client.pending === 0 && auditor.allFinal()) {
        void this.finish();
      } else if (calmFor > LAST_RESORT_MS) {
        ledger.broken('stuck', 'not all work is done');
      } else {
        this.watch();
      }
    });
  }

  private async finish(): Promise<void> {
    const { nodes, ledger, auditor, relations } = this.cluster;
    for (const node of nodes) {
      if (!(await node.stop())) {
        ledger.broken('drain', `${node.machine.name} did not settle all although nothing failed`);
      }
    }
    auditor.audit();
    auditor.checkCounters();
    relations.checkLeftovers();
    this.finished = true;
  }
}
