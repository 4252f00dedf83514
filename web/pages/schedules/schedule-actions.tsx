import type { JSX } from 'preact';
import { ask, askJson } from '../../api/client';
import { pathOfSchedule } from '../../api/paths';
import type { Schedule } from '../../api/schedule';
import { may } from '../../api/session';
import { hrefOf, go, hrefOfJob, route } from '../../app/router';
import { confirm } from '../../parts/dialog';
import { say } from '../../parts/toast';

/** What can be done to a schedule; each asks first. */
export function ScheduleActions({
  schedule: { name, state },
  onDone,
}: {
  readonly schedule: Schedule;
  readonly onDone: () => void;
}): JSX.Element | null {
  if (!may('admin')) {
    return null;
  }
  const path = pathOfSchedule(name);
  const runNow = () =>
    confirm({
      title: `Run “${name}” now?`,
      body: 'Its job is enqueued once, besides its times.',
      verb: 'Run now',
      act: async () => {
        const { job_id: id } = await askJson<{ job_id: string }>(`${path}/run`, { method: 'POST' });
        go(hrefOfJob(id));
      },
    });
  const turn = () => {
    const paused = state === 'paused';
    confirm({
      title: `${paused ? 'Resume' : 'Pause'} “${name}”?`,
      body: paused
        ? 'It goes on from now; what was due during the pause is not run.'
        : 'Nothing of it is enqueued any more. Jobs that it made go on.',
      verb: paused ? 'Resume' : 'Pause',
      act: async () => {
        await ask(`${path}/${paused ? 'resume' : 'pause'}`, { method: 'POST' });
        say(`Schedule ${name} ${paused ? 'goes on' : 'is paused'}.`);
        onDone();
      },
    });
  };
  const remove = () =>
    confirm({
      title: `Delete “${name}”?`,
      body: 'Nothing of it is enqueued any more, and what it says is gone. Jobs that it made stay.',
      verb: 'Delete the schedule',
      danger: true,
      act: async () => {
        await ask(path, { method: 'DELETE' });
        say(`Schedule ${name} is deleted.`);
        if (route.peek().query.get('name') === name) {
          go(hrefOf('schedules'), { replace: true });
        }
        onDone();
      },
    });
  const button = (label: string, act: () => void) => (
    <button type="button" class="quiet" onClick={act}>
      {label}
      <span class="unseen"> {name}</span>
    </button>
  );
  return (
    <span class="row-actions">
      {button('Run now', runNow)}
      {state !== 'ended' && button(state === 'paused' ? 'Resume' : 'Pause', turn)}
      {button('Delete', remove)}
    </span>
  );
}
