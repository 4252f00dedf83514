import { useMemo, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { excerptOf } from '../format/excerpt';
import { bytes } from '../format/numbers';
import { prettyJson } from '../format/pretty-json';
import { say } from './toast';
import { Text } from './text';

/** Shown at first, and at most: more makes browsers slow. */
const FIRST = { characters: 64 * 1024, lines: 2_000 };
const MOST = { characters: 1024 * 1024, lines: 50_000 };

/** JSON text of others: as text, in lines, the beginning of it; whole as a download. */
export function Source({ text, file }: { readonly text: string; readonly file: string }): JSX.Element {
  const [formatted, setFormatted] = useState(true);
  const [more, setMore] = useState(false);
  const pretty = useMemo(() => (text.length <= MOST.characters ? prettyJson(text) : null), [text]);
  const shown = formatted && pretty !== null ? pretty : text;
  const { text: start, whole } = excerptOf(shown, more ? MOST : FIRST);
  return (
    <div class="source">
      <div class="bar">
        <span class="muted">{bytes(new TextEncoder().encode(text).length)}</span>
        {pretty !== null && pretty !== text && (
          <label class="check">
            <input
              type="checkbox"
              checked={formatted}
              onChange={(event) => setFormatted(event.currentTarget.checked)}
            />
            Indented
          </label>
        )}
        <button type="button" class="small" onClick={() => void copy(text)}>
          Copy
        </button>
        <button type="button" class="small" onClick={() => download(text, file)}>
          Download
        </button>
      </div>
      <pre tabIndex={0} role="region" aria-label="Text">
        <Text value={start} lines />
      </pre>
      {!whole && (
        <p class="muted">
          This is the beginning.{' '}
          {!more && shown.length <= MOST.characters ? (
            <button type="button" class="small" onClick={() => setMore(true)}>
              Show all
            </button>
          ) : (
            'The download has all of it.'
          )}
        </p>
      )}
    </div>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say('Copied, as it was sent.');
  } catch {
    say('The browser does not let the page copy here; download it.');
  }
}

function download(text: string, file: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
