import type { Variant } from './cluster';
import type { Plan, Step } from './plan';
import { simulate } from './simulate';

/** Simulations that one shrinking may cost. */
const MAX_TRIES = 1_500;

/** A smaller plan is tried with so many draws of the network's luck: less going on means other delays. */
const LUCKS = 4;

/**
 * The smallest plan that still breaks the same rule: leaves out machines, steps and single jobs, in large
 * pieces first, then in ever smaller ones (delta debugging, Zeller 1999), until nothing more can go.
 */
export async function shrink(plan: Plan, kind: string, variant: Variant): Promise<Plan> {
  const shrinking = new Shrinking(plan, kind, variant);
  for (let before = Infinity; shrinking.size < before;) {
    before = shrinking.size;
    await shrinking.pass();
  }
  return shrinking.best;
}

class Shrinking {
  private tries = 0;

  constructor(
    public best: Plan,
    private readonly kind: string,
    private readonly variant: Variant,
  ) {}

  get size(): number {
    return this.best.steps.length + this.best.nodes.length;
  }

  async pass(): Promise<void> {
    const [first, ...others] = this.best.nodes;
    await this.reduce(others, (nodes) => ({
      ...this.best,
      nodes: first === undefined ? nodes : [first, ...nodes],
    }));
    await this.reduce(this.best.steps, (steps) => ({ ...this.best, steps }));
    const single = { ...this.best, steps: this.best.steps.flatMap(eachJob) };
    if (single.steps.length > this.best.steps.length && (await this.fails(single))) {
      await this.reduce(single.steps, (steps) => ({ ...this.best, steps }));
    }
  }

  private async reduce<T>(items: readonly T[], withItems: (left: readonly T[]) => Plan): Promise<void> {
    let left = items;
    for (let size = left.length; size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < left.length;) {
        const fewer = [...left.slice(0, from), ...left.slice(from + size)];
        if (await this.fails(withItems(fewer))) {
          left = fewer;
        } else {
          from += size;
        }
      }
    }
  }

  /** Whether a plan breaks the rule, with some luck; then it is the best so far. */
  private async fails(candidate: Plan): Promise<boolean> {
    for (let more = 0; more < LUCKS && this.tries < MAX_TRIES; more += 1) {
      const plan = { ...candidate, luck: (candidate.luck + more) % LUCKS };
      this.tries += 1;
      if ((await simulate(plan, this.variant)).violation?.kind === this.kind) {
        this.best = plan;
        return true;
      }
    }
    return false;
  }
}

/** An enqueue of several jobs as one for each. */
function eachJob(step: Step): Step[] {
  return step.kind === 'enqueue' ? step.jobs.map((job) => ({ ...step, jobs: [job] })) : [step];
}
