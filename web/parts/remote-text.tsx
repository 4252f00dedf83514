import type { JSX } from 'preact';
import { ask } from '../api/client';
import { useLive } from '../live/use-live';
import { Source } from './source';
import { Loaded } from './states';

/** JSON text of the API, byte for byte; asked for when somebody looks. */
export function RemoteText({ path, file }: { readonly path: string; readonly file: string }): JSX.Element {
  const text = useLive<string>(path, async (signal) => (await ask(path, { signal })).text(), null);
  return (
    <Loaded live={text} rows={4}>
      {(data) => <Source text={data} file={file.replaceAll(':', '_')} />}
    </Loaded>
  );
}
