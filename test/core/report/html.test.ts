import { expect, test } from 'vitest';
import { reportHtml } from '../../../src/core/report/html.ts';
import { report } from '../../../src/core/report/report.ts';
import { readPrices } from '../../../src/core/price.ts';
import { header, entriesOf, received } from '../../ui/scripts.ts';

const template =
  '<title>@@title@@</title><script id="data">"@@data@@"</script><script id="events">"@@events@@"</script>';
const prices = readPrices({ as_of: '2026-11-21', currency: 'USD', per: 1e6, models: [], transcription: [] });

test('nothing of the data ends its element or fills another place, and all of it comes back', () => {
  const hostile = '</script><script>x()</script><!-- "@@events@@" "@@data@@" @@title@@ $& \u{2028}';
  const page = report({
    prices,
    title: hostile,
    withoutEvents: false,
    madeWith: 'rt-sideband/test',
  });
  for (const entry of entriesOf([received(1, 'error', { error: { code: hostile, message: hostile } })]))
    page.write(entry);
  const { data, events } = page.page(header, 0);
  const html = reportHtml(template, data, events);
  expect(html.match(/<\/?script/g)).toHaveLength(4);
  expect(html).not.toContain('<!--');
  const [, title, dataText = '', eventsText = ''] =
    /<title>(.*)<\/title><script id="data">(.*)<\/script><script id="events">(.*)<\/script>$/.exec(html) ??
    [];
  expect(title).toContain('&lt;/script&gt;');
  expect(JSON.parse(dataText)).toEqual(JSON.parse(JSON.stringify(data)));
  expect(JSON.parse(eventsText)).toEqual(JSON.parse(JSON.stringify(events)));
});

test('a template without its places is a fault of ours', () => {
  const page = report({ prices, title: undefined, withoutEvents: true, madeWith: 'x' });
  const { data, events } = page.page(header, 0);
  expect(() => reportHtml('<title></title>', data, events)).toThrow(/lost a place/);
});
