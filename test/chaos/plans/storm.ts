import { seededRandom, type RandomSource } from '../../../src/core/random';
import { machineMs } from '../process/machine-clock';
import { between, lasting, type Fault, type Field } from '../faults/fault';
import { LINK_FAULTS } from '../faults/link-faults';
import { PROCESS_FAULTS } from '../faults/process-faults';
import { REDIS_FAULTS } from '../faults/redis-faults';
import { mixedJobs } from '../load/job-mix';
import { TIED_QUEUES } from '../load/tied-jobs';
import type { Plan } from './plan';

const FAULTS: readonly Fault[] = [...PROCESS_FAULTS, ...LINK_FAULTS, ...REDIS_FAULTS];

/** How often two faults that hit different things come together. */
const TOGETHER = 0.3;

/**
 * Every kind of fault in an order of chance, again and again, until the time is over.
 *
 * @param only part of a name: then only faults that have it in theirs.
 * @throws {RangeError} where no fault has it, naming all.
 */
export function storm(minutes: number, only = ''): Plan {
  const faults = FAULTS.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()));
  if (faults.length === 0) {
    throw new RangeError(
      `no fault is called like ${only}; there are:\n${FAULTS.map(({ name }) => name).join('\n')}`,
    );
  }
  return {
    jobs: mixedJobs,
    queues: TIED_QUEUES,
    perSecond: 100,
    onceOnly: false,
    // Shorter than the longest jobs, so that some are handed back.
    env: { SLUICE_SHUTDOWN_GRACE_MS: '2000' },
    async carryOut(field) {
      const end = machineMs() + minutes * 60_000;
      const deck = new Deck(faults, field.random);
      await lasting(2_000);
      while (machineMs() < end) {
        const first = deck.next();
        const second = field.random.next() < TOGETHER ? deck.beside(first) : null;
        const struck = second === null ? [first] : [first, second];
        // Each draws from its own source: what one does must not depend on how fast the other is.
        await Promise.all(struck.map((fault) => fault.strike(own(field))));
        await field.recovery.after(struck.map(({ name }) => name).join(', with '));
        await lasting(between(field.random, 300, 2_000));
      }
    },
  };
}

function own(field: Field): Field {
  return { ...field, random: seededRandom(Math.floor(field.random.next() * 2 ** 32)) };
}

/** Gives each fault once before any comes again. */
class Deck {
  private left: Fault[] = [];

  constructor(
    private readonly faults: readonly Fault[],
    private readonly random: RandomSource,
  ) {}

  next(): Fault {
    return this.draw(null) ?? this.refill();
  }

  /** One that hits something else than `first` does; null where there is none left. */
  beside(first: Fault): Fault | null {
    return this.draw(first);
  }

  private refill(): Fault {
    this.left = [...this.faults];
    return this.next();
  }

  private draw(beside: Fault | null): Fault | null {
    const choices = this.left.filter((fault) => fault.hits !== beside?.hits);
    const chosen = choices[Math.floor(this.random.next() * choices.length)] ?? null;
    this.left = this.left.filter((fault) => fault !== chosen);
    return chosen;
  }
}
