import type { JSX } from 'preact';
import { API } from '../../app/base';

/** A new installation: three steps instead of empty axes. */
export function FirstSteps(): JSX.Element {
  const address = location.origin + API;
  return (
    <section class="panel first-steps">
      <header>
        <h2>No job was ever sent here</h2>
      </header>
      <ol>
        <li>
          <p>Send one. Without a type it works for 200 ms and does nothing.</p>
          <pre
            tabIndex={0}
          >{`curl -X POST ${address}jobs -H "Content-Type: application/json" -d '{"id":101}'`}</pre>
        </li>
        <li>
          <p>Ask what became of it; or type its id into the field above.</p>
          <pre tabIndex={0}>{`curl '${address}status?id=101'`}</pre>
        </li>
        <li>
          <p>
            Run code of your own: handlers in TypeScript, a URL that is called, or a worker in any language.
            All calls are described at <a href={`${API}docs`}>{address}docs</a>.
          </p>
        </li>
      </ol>
    </section>
  );
}
