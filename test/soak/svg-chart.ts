import type { Series } from './series';

export interface Panel {
  readonly title: string;
  readonly series: readonly Series[];
}

const WIDTH = 860;
const PANEL = { height: 130, gap: 56, left: 80, right: 150, top: 40 } as const;
/** Told apart also without colour vision (Okabe and Ito, 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** Panels one below the other over one time axis, each from zero. */
export function svgChart(title: string, panels: readonly Panel[]): string {
  const seconds = Math.max(
    1,
    ...panels.flatMap(({ series }) => series.flatMap(({ points }) => points.map(([x]) => x))),
  );
  const height = PANEL.top + panels.length * (PANEL.height + PANEL.gap);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(PANEL.left, 20, title, 'font-size="15"'),
    ...panels.map((panel, index) =>
      drawPanel(panel, PANEL.top + index * (PANEL.height + PANEL.gap), seconds),
    ),
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ title, series }: Panel, top: number, seconds: number): string {
  const highest = roundUp(Math.max(1, ...series.flatMap(({ points }) => points.map(([, y]) => y ?? 0))));
  const width = WIDTH - PANEL.left - PANEL.right;
  const bottom = top + 20 + PANEL.height;
  const x = (at: number) => PANEL.left + (at / seconds) * width;
  const y = (value: number) => bottom - (value / highest) * PANEL.height;
  const grid = [0, 0.5, 1].flatMap((share) => [
    `<path d="M${PANEL.left} ${round(y(highest * share))}h${width}" stroke="#ddd"/>`,
    text(PANEL.left - 8, y(highest * share) + 4, label(highest * share), 'text-anchor="end"'),
  ]);
  const times = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    text(x(seconds * share), bottom + 16, clock(seconds * share), 'text-anchor="middle"'),
  );
  const lines = series.flatMap(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '#000';
    return [
      `<path d="${path(points, x, y)}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
      text(WIDTH - PANEL.right + 12, top + 32 + index * 16, name, `fill="${colour}"`),
    ];
  });
  return [text(PANEL.left, top + 10, title, 'font-weight="bold"'), ...grid, ...times, ...lines].join('\n');
}

/** A gap in the series is a gap in the line. */
function path(points: Series['points'], x: (at: number) => number, y: (value: number) => number): string {
  let pen = 'M';
  let drawn = '';
  for (const [at, value] of points) {
    if (value === null) {
      pen = 'M';
    } else {
      drawn += `${pen}${round(x(at))} ${round(y(value))}`;
      pen = 'L';
    }
  }
  return drawn;
}

/** The next 1, 2 or 5 times a power of ten, so that the axis reads well. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped(words)}</text>`;
}

function label(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}

function round(value: number): string {
  return value.toFixed(1);
}

function escaped(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
