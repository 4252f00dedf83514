import { cronWords } from '../../../web/format/cron-words';
import { timing } from '../../../web/pages/schedules/timing';

describe('cron expressions in words', () => {
  it.each([
    ['0 2 * * *', 'Daily 02:00'],
    ['@daily', 'Daily 00:00'],
    ['@HOURLY', 'Every hour'],
    ['5 * * * *', 'Hourly at :05'],
    ['*/15 * * * *', 'Every 15 min'],
    ['* * * * *', 'Every minute'],
    ['30 8 * * MON', 'Mondays 08:30'],
    ['30 8 * * 7', 'Sundays 08:30'],
    ['0 9 * * mon-fri', 'Monday to Friday 09:00'],
    ['0 6 1 * *', 'Day 1 of the month, 06:00'],
  ])('%s is %s', (expression, words) => {
    expect(cronWords(expression)).toBe(words);
  });

  // Words that say something else than the expression are worse than none.
  it.each([
    ...['*/7 * * * *', '0 0 29 2 *', '0 9 * * 1,3', '0 9 1 * MON', '0 */2 * * *', '61 * * * *', '0 24 * * *'],
    ...['0 0 L * *', '0 9 * * 5#2', '0 0 32 * *', '', 'constructor', '* * * *', '0 9 * * mon-fri-sun'],
  ])('%p stays as it is', (expression) => {
    expect(cronWords(expression)).toBeNull();
  });

  it('a schedule says its zone, or its period', () => {
    expect(timing({ cron: '0 2 * * *', time_zone: 'Europe/Paris', every_ms: null })).toEqual({
      words: 'Daily 02:00 Europe/Paris',
      exact: '0 2 * * * (Europe/Paris)',
    });
    expect(timing({ cron: null, time_zone: null, every_ms: 90_000 }).words).toBe('Every 90 s');
  });
});
