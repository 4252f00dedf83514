import { readFileSync } from 'node:fs';

/** The `sh` blocks of a Markdown file, in order, without their comments. */
export function shellBlocks(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) =>
    block.replaceAll(/(^|\s{2,})#.*$/gm, '').trim(),
  );
}

/** Whether a block is one to run on a service as it is: it sends requests, and starts nothing. */
export function isRequests(block: string): boolean {
  return /^(curl|echo) /.test(block) && !/^(?!curl |echo |\s|})/m.test(block);
}

/** The commands of a block: a line each, longer ones put together. */
export function commandsOf(block: string): string[] {
  return block
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
