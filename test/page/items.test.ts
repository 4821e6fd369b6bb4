import { expect, test } from 'vitest';
import type { PageData, PageItem } from '../../src/core/report/page-data.ts';
import { safe } from '../../src/core/safe.ts';
import { laneNames, whoOf } from '../../src/page/items.ts';

const item = (more: Partial<PageItem> = {}): PageItem => ({
  kind: 'agent',
  from: 0,
  to: 1,
  text: safe`x`,
  seq: 1,
  ...more,
});
const page = (...items: readonly PageItem[]): PageData => ({ items }) as PageData;

test('who speaks for others is an interpreter, and so is the lane', () => {
  expect(whoOf(item())).toBe('Agent');
  expect(whoOf(item({ operator: true }))).toBe('Agent (operator)');
  expect(whoOf(item({ interpreted: true }))).toBe('Interpreter');
  expect(laneNames(page(item()))).toEqual(['Caller', 'Agent', 'Tools', 'Notes', 'Trouble']);
  expect(laneNames(page(item({ interpreted: true })))[1]).toBe('Interpreter');
});
