import type { JSX } from 'preact';
import { may } from '../../api/session';
import type { Queue } from '../../api/types';
import { Panel } from '../../parts/panel';
import { LIMIT_GROUPS, told } from './limit-fields';

/** What holds for a queue, and what of it is its own. */
export function LimitsPanel({
  queue: { limits, settings },
  onEdit,
}: {
  readonly queue: Queue;
  readonly onEdit: () => void;
}): JSX.Element {
  return (
    <Panel
      title="Limits"
      aside={
        may('admin') && (
          <button type="button" onClick={onEdit}>
            Edit limits
          </button>
        )
      }
    >
      <div class="limits">
        {LIMIT_GROUPS.map(({ title, fields }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {fields.map((field) => {
                const own = field.read(settings) !== null;
                return (
                  <div key={field.path}>
                    <dt>{field.label}</dt>
                    <dd class={own ? 'strong' : undefined}>
                      {told(field, field.read(limits))}
                      {own && <span class="unseen"> (its own)</span>}
                    </dd>
                  </div>
                );
              })}
            </dl>
          </section>
        ))}
      </div>
      <p class="muted fine">What is bold is set here; the rest is the service’s own.</p>
    </Panel>
  );
}
