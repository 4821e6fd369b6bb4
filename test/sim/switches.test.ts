import { expect, test } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { switchTable } from '../../src/sim/switch-table.ts';
import { statusTimes, switches } from '../../src/sim/switches.ts';

test('the defaults are those of the table', () => {
  const plain = switches();
  expect(plain.flag('obfuscation')).toBe(true);
  expect(plain.flag('session_created_on_sideband')).toBe(false);
  expect(plain.number('ping_interval_s')).toBe(20);
  expect(plain.number('drop_after_frames')).toBeUndefined();
  expect(plain.choice('refer_result')).toBe('ok');
  expect(plain.text('swallow')).toBeUndefined();
});

test('a name alone switches on, a value sets, dashes are as good as underscores', () => {
  const set = switches([
    'auth-101',
    'drop_after_frames',
    'ping_interval_s=0',
    'refer_result=500',
    'obfuscation=off',
    'swallow',
    'reorder=7',
  ]);
  expect(set.flag('auth_101')).toBe(true);
  expect(set.number('drop_after_frames')).toBe(5);
  expect(set.number('ping_interval_s')).toBe(0);
  expect(set.choice('refer_result')).toBe('500');
  expect(set.flag('obfuscation')).toBe(false);
  expect(set.text('swallow')).toBe('*');
  expect(set.number('reorder')).toBe(7);
});

test('what a call does not set is looked up above it, also when it changes there', () => {
  const above = switches(['latency_ms=7']);
  const call = switches(['delay_ms=3'], above);
  expect([call.number('latency_ms'), call.number('delay_ms'), above.number('delay_ms')]).toEqual([7, 3, 0]);
  above.set('latency_ms=8');
  expect(call.number('latency_ms')).toBe(8);
});

test.each([
  'nothing',
  'constructor',
  'obfuscation=maybe',
  'delay_ms=fast',
  'delay_ms=-1',
  'delay_ms=',
  'refer_result=perhaps',
  'refuse_upgrades=never',
  'rest_status=99',
  'close_code=1005',
  'close_code=1006',
  'close_code=2000',
  'close_code=4000.5',
  'oversize_frame=1e12',
])('%s is refused as usage', (assignment) => {
  expect(() => switches([assignment])).toThrow(SidebandError);
});

test('statuses with their count', () => {
  expect([statusTimes('503x2'), statusTimes('404')]).toEqual([
    { status: 503, times: 2 },
    { status: 404, times: 1 },
  ]);
});

test('every switch says in one line what it is about', () => {
  for (const entry of Object.values(switchTable)) {
    expect(entry.about).toMatch(/^[^\n]{10,100}$/);
    expect(entry.about.endsWith('.')).toBe(false);
  }
});

test('codes that a close frame may have are taken', () => {
  for (const code of [1000, 1001, 1012, 1014, 3000, 4999])
    expect(switches([`close_code=${code}`]).number('close_code')).toBe(code);
});
