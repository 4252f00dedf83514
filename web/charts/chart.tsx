import { useEffect, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import uPlot from 'uplot';
import { shown } from '../app/theme';
import { NONE } from '../format/numbers';
import { clock } from '../format/time';
import type { Column } from '../api/types';

export interface Line {
  readonly label: string;
  /** Name of a custom property of the style sheet: `--completed` */
  readonly color: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** An area below; for a line that is alone. */
  readonly fill?: boolean;
  readonly values: Column;
}

export interface ChartProps {
  readonly title: string;
  /** Of each point (epoch seconds). */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number | null) => string;
  /** What is written at the axis; left out: as the values are. */
  readonly mark?: (value: number) => string;
  /** By decades, for percentiles. */
  readonly log?: boolean;
  /** The values are whole numbers, and so are the lines of the grid. */
  readonly whole?: boolean;
  /** A line is only needed to be as high as this. */
  readonly least?: number;
}

const HEIGHT = 148;

/** uPlot names it in its types only. */
const LOGARITHMIC: Readonly<Record<string, unknown>> = { distr: 3 };

/** All charts of a page show the same moment under the pointer. */
const SYNC = 'page';

/** Lines over time, with a legend of live values; as a table for who asks. */
export function Chart(props: ChartProps): JSX.Element {
  const { title, times, lines, format } = props;
  const [table, setTable] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const latest = latestKnown(lines);
  const index = at ?? latest;
  const values = lines.map(({ values }) => values[index] ?? null);
  const summary = lines.map(({ label }, i) => `${label} ${format(values[i] ?? null)}`).join(', ');
  return (
    <section class="panel chart" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <div class="aside">
          <span>{at === null ? 'now' : clock((times[index] ?? 0) * 1_000)}</span>
          <button type="button" class="quiet small" aria-pressed={table} onClick={() => setTable(!table)}>
            Table<span class="unseen"> of {title}</span>
          </button>
        </div>
      </header>
      {table ? (
        <ChartTable {...props} />
      ) : (
        <div class="plot" role="img" aria-label={`${title}: ${summary}`}>
          <Plot key={`${shown.value}${lines.length}`} {...props} onMove={setAt} />
        </div>
      )}
      <ul class="legend">
        {lines.map(({ label, color, dash }, i) => (
          <li key={label}>
            <svg width="16" height="8" aria-hidden="true">
              <line
                x1="0"
                x2="16"
                y1="4"
                y2="4"
                class="key"
                style={{ stroke: `var(${color})`, strokeDasharray: dash?.join(' ') ?? 'none' }}
              />
            </svg>
            {label} <b>{format(values[i] ?? null)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

function latestKnown(lines: readonly Line[]): number {
  let latest = -1;
  for (const { values } of lines) {
    for (let i = values.length - 1; i > latest; i -= 1) {
      if (values[i] !== null) {
        latest = i;
      }
    }
  }
  return latest;
}

function ChartTable({ title, times, lines, format }: ChartProps): JSX.Element {
  const every = Math.max(1, Math.ceil(times.length / 30));
  const rows = times.map((_, i) => i).filter((i) => (times.length - 1 - i) % every === 0);
  return (
    <div class="plot-table" tabIndex={0} role="region" aria-label={`Values: ${title}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {lines.map(({ label }) => (
              <th scope="col" class="number" key={label}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.reverse().map((i) => (
            <tr key={times[i]}>
              <th scope="row">{clock((times[i] ?? 0) * 1_000)}</th>
              {lines.map(({ label, values }) => (
                <td class="number" key={label}>
                  {values[i] === null || values[i] === undefined ? NONE : format(values[i])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Plot(props: ChartProps & { readonly onMove: (index: number | null) => void }): JSX.Element {
  const { times, lines, onMove } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = [times, ...lines.map(({ values }) => values)] as unknown as uPlot.AlignedData;

  useEffect(() => {
    const element = place.current;
    if (element === null) {
      return undefined;
    }
    const made = new uPlot(optionsOf(props, element.clientWidth, onMove), data, element);
    plot.current = made;
    const resized = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== made.width) {
        made.setSize({ width: element.clientWidth, height: HEIGHT });
      }
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, []);
  useEffect(() => {
    plot.current?.setData(data);
  }, [times, ...lines.map(({ values }) => values)]);
  return <div ref={place} class="canvas" />;
}

function optionsOf(
  { lines, format, mark = format, log = false, whole = false, least = 1 }: ChartProps,
  width: number,
  onMove: (index: number | null) => void,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--ink-3'),
    font: '11px system-ui, sans-serif',
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    // On the right there is room for half of the last time.
    padding: [8, 14, 0, 0],
    cursor: {
      sync: { key: SYNC },
      drag: { x: false, y: false },
      points: { show: false },
      y: false,
    },
    hooks: {
      setCursor: [
        (chart) => {
          const { left, idx } = chart.cursor;
          onMove(left === undefined || left < 0 ? null : (idx ?? null));
        },
      ],
    },
    scales: {
      x: { time: true },
      y: log
        ? { ...LOGARITHMIC, range: (_chart, low, high) => decades(low, high) }
        : { range: (_chart, _low, high) => [0, Math.max(high * 1.08 || 0, least)] },
    },
    axes: [
      { ...axis, grid: { show: false }, gap: 4, size: 22, values: '{HH}:{mm}', space: 60 },
      {
        ...axis,
        gap: 6,
        size: 52,
        space: 32,
        grid: { stroke: color('--line'), width: 1 },
        values: (_chart, splits) => splits.map((value: number | null) => (value === null ? '' : mark(value))),
        ...(whole ? { incrs: WHOLE_STEPS } : {}),
        // Whole decades only: uPlot would draw a line for each digit.
        ...(log
          ? { splits: (_chart: uPlot, _axis: number, low: number, high: number) => powers(low, high) }
          : {}),
      },
    ],
    series: [
      {},
      ...lines.map(({ label, color: name, width: thick = 1.75, dash, fill }): uPlot.Series => ({
        label,
        stroke: color(name),
        width: thick,
        points: { show: false },
        spanGaps: false,
        ...(dash === undefined ? {} : { dash: [...dash] }),
        ...(fill === true ? { fill: `color-mix(in srgb, ${color(name)} 15%, transparent)` } : {}),
      })),
    ],
  };
}

/** 1, 2, 5, 10 and so on. */
const WHOLE_STEPS = Array.from({ length: 13 }, (_, i) => [1, 2, 5].map((digit) => digit * 10 ** i)).flat();

function powers(low: number, high: number): number[] {
  const first = Math.round(Math.log10(low));
  return Array.from({ length: Math.round(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i));
}

/** At least two, so that flat lines do not fill the height. */
function decades(low: number | null, high: number | null): [number, number] {
  const bottom = Math.floor(Math.log10(Math.max(low ?? 1, 0.1)));
  const top = Math.ceil(Math.log10(Math.max(high ?? 1, 1)));
  return [10 ** bottom, 10 ** Math.max(top, bottom + 2)];
}
