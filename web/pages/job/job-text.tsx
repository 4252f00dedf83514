import type { JSX } from 'preact';
import { ask } from '../../api/client';
import { useLive } from '../../live/use-live';
import { Loaded } from '../../parts/states';
import { Source } from '../../parts/source';

/** Payload or result, byte for byte; asked for when somebody looks. */
export function JobText({ path, file }: { readonly path: string; readonly file: string }): JSX.Element {
  const text = useLive<string>(path, async (signal) => (await ask(path, { signal })).text(), null);
  return (
    <Loaded live={text} rows={4}>
      {(data) => <Source text={data} file={file.replaceAll(':', '_')} />}
    </Loaded>
  );
}
