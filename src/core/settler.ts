import type { Attempt } from './attempt';
import type { JobStore } from './job-store';
import type { Completion, Failure, Lease, SettleAnswer, Snooze } from './settlement';
import { withoutFollowUps, type Outcome } from './outcome';
import { SettleLine, type Entry, type SlotBank } from './settle-line';
import type { LoopPorts } from './store-trouble';
import { eventLoopTick, type Tick } from './tick';

/** How an attempt's outcome fared. */
export interface Settled {
  readonly attempt: Attempt;
  readonly outcome: Outcome;
  /** null: nothing was sent, or the store would not take it. */
  readonly answer: SettleAnswer | null;
  /** The outcome was sent more than once: then `gone` means unknown. */
  readonly resent: boolean;
}

/** What becomes of it may be another outcome than the handler's. */
type Following = Completion & { readonly attempt: Attempt; outcome: Outcome };

type Item<W extends Lease> = W & { readonly attempt: Attempt; readonly outcome: Outcome };

/**
 * Brings outcomes to the store and keeps at it until each is answered; gives back the slots of their attempts.
 */
export class Settler {
  private readonly completions: SettleLine<Item<Completion>>;
  private readonly followed: SettleLine<Following>;
  private readonly failures: SettleLine<Item<Failure>>;
  private readonly snoozes: SettleLine<Item<Snooze>>;
  private readonly releases: SettleLine<Item<Lease>>;

  /** @param settled called once for each batch of attempts whose outcome is known or given up. */
  constructor(
    private readonly store: JobStore,
    private readonly settled: (batch: readonly Settled[]) => void,
    private readonly slots: SlotBank,
    private readonly ports: LoopPorts,
    tick: Tick = eventLoopTick,
  ) {
    const line = <W extends Lease>(kind: string, send: (writes: readonly W[]) => Promise<SettleAnswer[]>) =>
      new SettleLine<Item<W>>(
        `${kind} (${store.namespace})`,
        send,
        (e, a) => this.answered(e, a),
        slots,
        ports,
        tick,
      );
    this.completions = line<Completion>('complete', (writes) => store.complete(writes));
    this.followed = new SettleLine<Following>(
      `follow (${store.namespace})`,
      (writes) => Promise.all(writes.map((one) => this.follow(one))),
      (entries, answers) => this.answered(entries, answers),
      slots,
      ports,
      tick,
    );
    this.failures = line<Failure>('fail', (writes) => store.fail(writes));
    this.snoozes = line<Snooze>('snooze', (writes) => store.snooze(writes));
    this.releases = line<Lease>('release', (writes) => store.release(writes));
  }

  settle(attempt: Attempt, outcome: Outcome): void {
    if (attempt.leaseLost) {
      this.slots.give(1);
      this.settled([{ attempt, outcome, answer: null, resent: false }]);
      return;
    }
    const { id, token, queue } = attempt.job;
    switch (outcome.kind) {
      case 'completed': {
        const { result, resultError } = outcome;
        const line = attempt.followUps.length > 0 ? this.followed : this.completions;
        line.add({ id, token, queue, result, resultError, attempt, outcome }, result?.length ?? 0);
        return;
      }
      case 'failed': {
        const { error, retryInMs } = outcome;
        const bytes = error.message.length + (error.stack?.length ?? 0);
        this.failures.add({ id, token, error, retryInMs, attempt, outcome }, bytes);
        return;
      }
      case 'snoozed':
        this.snoozes.add({ id, token, delayMs: outcome.delayMs, attempt, outcome }, 0);
        return;
      case 'released':
        this.releases.add({ id, token, attempt, outcome }, 0);
    }
  }

  /** Gives up what is not settled yet: those leases lapse. Idempotent. */
  stop(): void {
    for (const line of [this.completions, this.followed, this.failures, this.snoozes, this.releases]) {
      line.stop();
    }
  }

  /** One that the store would not take fails the attempt: nothing that a handler asked for may get lost. */
  private async follow(write: Following): Promise<SettleAnswer> {
    const { attempt, id, token } = write;
    const answer = await this.store.follow(write, attempt.followUps);
    if (answer.result !== 'refused') {
      return answer;
    }
    const outcome = withoutFollowUps(attempt.job, answer, this.ports.random);
    write.outcome = outcome;
    const [failed] = await this.store.fail([{ id, token, ...outcome }]);
    return failed ?? { result: 'lost', state: null };
  }

  private answered<W extends Lease>(
    entries: readonly Entry<Item<W>>[],
    answers: readonly (SettleAnswer | null)[],
  ): void {
    this.settled(
      entries.map(({ write, resent }, index) => ({
        attempt: write.attempt,
        outcome: write.outcome,
        answer: answers[index] ?? null,
        resent,
      })),
    );
  }
}
