import type { ClaimAnswer, ClaimRequest } from '../../core/claim';
import type { Completion, SettleAnswer } from '../../core/settlement';
import { claimCommand } from './claim.command';
import { type Command, listed } from './command';
import { completeCommand } from './settle.commands';

export interface CompleteClaimInput {
  readonly rules: string;
  readonly completions: readonly Completion[];
  readonly request: ClaimRequest;
}

export interface CompleteClaimAnswer {
  readonly completed: SettleAnswer[];
  readonly claimed: ClaimAnswer;
}

export const completeClaimCommand: Command<CompleteClaimInput, CompleteClaimAnswer> = {
  script: 'complete-claim',
  argv: 'number of arguments of claim, these, then the arguments of complete',
  encode({ rules, completions, request }, resent) {
    const claim = claimCommand.encode({ request, rules }, resent);
    const complete = completeCommand.encode({ rules, list: completions }, resent);
    return [String(claim.length), ...claim, ...complete];
  },
  decode(reply, { rules, completions, request }, resent) {
    const [answers, ...claimed] = listed(reply);
    return {
      completed: completeCommand.decode(answers, { rules, list: completions }, resent),
      claimed: claimCommand.decode(claimed, { request, rules }, resent),
    };
  },
};
