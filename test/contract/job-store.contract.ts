import { checkRule, type OpenStore, type Rule } from './bed';
import { ageingRules } from './rules/ageing.rules';
import { callbackRules } from './rules/callback.rules';
import { cancelRules } from './rules/cancel.rules';
import { claimRules } from './rules/claim.rules';
import { countRules } from './rules/count.rules';
import { deleteQueueRules } from './rules/delete-queue.rules';
import { dedupRules } from './rules/dedup.rules';
import { dependencyRules } from './rules/dependency.rules';
import { enqueueAllRules } from './rules/enqueue-all.rules';
import { enqueueRules } from './rules/enqueue.rules';
import { explainRules } from './rules/explain.rules';
import { groupRateRules } from './rules/group-rate.rules';
import { groupRules } from './rules/group.rules';
import { followRules } from './rules/follow.rules';
import { indexRules } from './rules/index.rules';
import { leaseRules } from './rules/lease.rules';
import { limitRules } from './rules/limit.rules';
import { listRules } from './rules/list.rules';
import { logRules } from './rules/log.rules';
import { nameRules } from './rules/name.rules';
import { namespaceConcurrencyRules } from './rules/namespace-concurrency.rules';
import { namespaceLimitRules } from './rules/namespace-limit.rules';
import { orderRules } from './rules/order.rules';
import { overflowRules } from './rules/overflow.rules';
import { parkRules } from './rules/park.rules';
import { purgeRules } from './rules/purge.rules';
import { queueRules } from './rules/queue.rules';
import { rateRules } from './rules/rate.rules';
import { recurringRules } from './rules/recurring.rules';
import { redriveRules } from './rules/redrive.rules';
import { ownRetentionRules, retentionRules } from './rules/retention.rules';
import { rescheduleRules } from './rules/reschedule.rules';
import { scheduleRules } from './rules/schedule.rules';
import { settleRules } from './rules/settle.rules';
import { textRules } from './rules/text.rules';
import { turnRules } from './rules/turn.rules';
import { wakeRules } from './rules/wake.rules';
import { workerRules } from './rules/worker.rules';

/** Every rule that a JobStore keeps, by topic. */
export const JOB_STORE_RULES: ReadonlyMap<string, readonly Rule[]> = new Map([
  ['enqueue', enqueueRules],
  ['all or none', enqueueAllRules],
  ['dedup keys', dedupRules],
  ['groups', groupRules],
  ['rates', rateRules],
  ['rates of groups', groupRateRules],
  ['limits', limitRules],
  ['limits of a namespace', namespaceLimitRules],
  ['jobs of a namespace at once', namespaceConcurrencyRules],
  ['full queues', overflowRules],
  ['claim', claimRules],
  ['order', orderRules],
  ['ageing of priorities', ageingRules],
  ['types that nobody asks for', parkRules],
  ['dependencies', dependencyRules],
  ['callbacks', callbackRules],
  ['follow-ups', followRules],
  ['settlements', settleRules],
  ['turns of a worker', turnRules],
  ['leases', leaseRules],
  ['logs', logRules],
  ['schedule and expiry', scheduleRules],
  ['recurring jobs', recurringRules],
  ['cancel', cancelRules],
  ['redrive', redriveRules],
  ['reschedule', rescheduleRules],
  ['purge', purgeRules],
  ['retention', retentionRules],
  ["a queue's own retention", ownRetentionRules],
  ['counts and queues', countRules],
  ['queue settings', queueRules],
  ['delete a queue', deleteQueueRules],
  ['explain', explainRules],
  ['list', listRules],
  ['index', indexRules],
  ['names', nameRules],
  ['texts', textRules],
  ['wake', wakeRules],
  ['workers', workerRules],
]);

/** Holds a store to all rules, each on a namespace of its own. */
export function describeJobStore(name: string, open: OpenStore): void {
  describe(name, () => {
    for (const [topic, rules] of JOB_STORE_RULES) {
      describe(topic, () => {
        for (const rule of rules) {
          it(rule.name, () => checkRule(rule, open));
        }
      });
    }
  });
}
