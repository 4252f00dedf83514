import { flatness, type Series } from '../../soak/series';
import { svgChart } from '../../soak/svg-chart';

const series = (values: readonly (number | null)[], bound: Series['bound'] = { share: 0.05, least: 1 }) =>
  ({
    name: 'heap',
    unit: 'MiB',
    bound,
    points: values.map((value, index) => [index * 10, value]),
  }) satisfies Series;

const steady = (growth: number) => Array.from({ length: 21 }, (_, index) => 100 + (growth * index) / 20);

describe('flat after warm-up', () => {
  it('takes the growth over the second half alone', () => {
    const warmUp = [0, 50, 80, 100, 100, 100, 100, 100, 100, 100, 100];
    expect(flatness(series(warmUp))).toMatchObject({ flat: true, growth: 0 });
  });

  it('finds a steady climb above the bound, and none below it', () => {
    expect(flatness(series(steady(20)))).toMatchObject({ flat: false });
    expect(flatness(series(steady(20)))?.growth).toBeCloseTo(10);
    expect(flatness(series(steady(8)))).toMatchObject({ flat: true });
  });

  it('is not led astray by a sawtooth or a gap, and welcomes a fall', () => {
    const sawtooth = Array.from({ length: 41 }, (_, index) => 100 + (index % 4));
    const gap = steady(0).map((value, index) => (index === 15 ? null : value));

    expect(flatness(series(sawtooth))).toMatchObject({ flat: true });
    expect(flatness(series(gap))).toMatchObject({ flat: true });
    expect(flatness(series(steady(-40)))).toMatchObject({ flat: true });
  });

  it('does not judge what is only drawn, nor by too few samples', () => {
    expect(flatness(series(steady(20), null))).toBeNull();
    expect(() => flatness(series([1, 2, 3, 4]))).toThrow(RangeError);
  });
});

describe('the drawing', () => {
  it('has a line for each series, with a gap where there was no value', () => {
    const svg = svgChart('a < b', [{ title: 'Memory', series: [series([0, 5, null, 10])] }]);

    expect(svg).toContain('<title>a &lt; b</title>');
    // From zero to the next round number above the highest: 10 is at the top, 0 at the bottom.
    expect(svg).toContain('d="M80.0 190.0L290.0 125.0M710.0 60.0"');
  });
});
