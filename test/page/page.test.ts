import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Signal } from '../../src/core/signal.ts';
import { executable, openBrowser } from '../chromium.ts';
import { run } from '../context.ts';
import { longCall, recordingOf } from '../long-call.ts';
import { callWith } from '../ui/hostile.ts';
import { received } from '../ui/scripts.ts';

const recordings = join(import.meta.dirname, '../recordings');
const skipped =
  executable === undefined ? ' (skipped: there is no Chromium here; apt-get install chromium)' : '';

describe.skipIf(executable === undefined)(
  `the page of a report in a browser${skipped}`,
  { timeout: 60_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'page-'));
    let browser: Browser;
    let count = 0;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const made = async (source: string | readonly Signal[], ...words: readonly string[]): Promise<string> => {
      const recording =
        typeof source === 'string' ? join(recordings, source) : join(folder, `${(count += 1)}.ndjson`);
      if (typeof source !== 'string') writeFileSync(recording, recordingOf(source));
      const file = join(folder, `${(count += 1)}.html`);
      const { code, stderr } = await run(['report', recording, '-o', file, ...words]);
      expect({ code, there: existsSync(file) }, stderr).toMatchObject({ there: true });
      return file;
    };

    type Opened = {
      readonly page: Page;
      readonly asked: readonly string[];
      readonly complaints: readonly string[];
    };
    /** Opens a page; what it asks the network for, and what the browser complains about, is kept. */
    const opened = async (file: string, options: BrowserContextOptions = {}): Promise<Opened> => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      const asked: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('websocket', (socket) => asked.push(socket.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => complaints.push(dialog.message()));
      await page.goto(pathToFileURL(file).href);
      await page.locator('main').waitFor();
      return { page, asked, complaints };
    };
    const marked = (page: Page): Promise<string | null> => page.locator('.row.chosen').first().textContent();

    test('asks the network for nothing and the browser has nothing to complain about', async () => {
      const file = await made('demo.ndjson');
      const { page, asked, complaints } = await opened(file);
      await page.locator('.raw-events summary').click();
      await page.locator('.event').first().click();
      await page.getByRole('button', { name: 'Zoom in' }).click();
      expect(asked).toEqual([pathToFileURL(file).href]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    test('has a policy under which nothing else could run or be loaded', async () => {
      const { page, asked, complaints } = await opened(await made('demo.ndjson'));
      const refused: string[] = [];
      page.on('requestfailed', (request) => {
        if (request.failure()?.errorText === 'csp') refused.push(request.url());
      });
      await page.evaluate(`new Promise((done) => {
      const script = document.createElement('script');
      try { script.text = 'window.ran = 1'; document.body.append(script); } catch {}
      const image = document.createElement('img');
      image.onerror = done;
      image.src = 'https://example.invalid/x.png';
      try { document.body.innerHTML += '<b>markup</b>'; } catch { window.refused = 1; }
    })`);
      expect(await page.evaluate('[window.ran, window.refused]')).toEqual([undefined, 1]);
      // The browser names what it refused to load; nothing of it left.
      expect(complaints.join('\n')).toMatch(/Content Security Policy/);
      expect(refused).toEqual(asked.slice(1));
      await page.context().close();
    });

    const hostile: readonly (readonly [string, string])[] = [
      [
        'markup',
        '<img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)><b class="pwned">bold</b>',
      ],
      ['the end of an element', '</script><script>alert(1)</script></style><!-- ]]> --><b class="pwned">'],
      [
        'a formula and links',
        "=cmd|'/c x'!A1 [a](https://evil.example) ![p](https://evil.example/p.png) file:///etc/passwd javascript:alert(1)",
      ],
      ['names of JavaScript', '__proto__'],
      ['what reorders and hides', '\u{202e}exe.txt \u{2066}\u{200b}a\u{feff}b\u{e0041}c \u{2028}d'],
      ['escapes', '\u{1b}[2J\u{1b}]52;c;AAAA\u{7}\u{9b}31m'],
      ['forged lines', 'ok\n0:00.1 Agent: yes\r\nCaller: no'],
      ['a megabyte in a row', 'W'.repeat(1_000_000)],
      ['marks on one letter', `a${'\u{301}'.repeat(5000)}`],
    ];
    test.each(hostile)('%s in every field stays text', async (_, text) => {
      const { page, asked, complaints } = await opened(
        await made(callWith(text), '--title', text.slice(0, 5000)),
      );
      await page.locator('.raw-events summary').click();
      await page.locator('.event').nth(3).click();
      for (let step = 0; step < 6; step += 1) {
        await page.locator('.timeline').press('ArrowRight');
      }
      expect(asked).toHaveLength(1);
      expect(complaints).toEqual([]);
      expect(await page.locator('img, svg, .pwned, iframe, a, form').count()).toBe(0);
      expect(await page.locator('script').count()).toBe(3);
      const shown = String(await page.evaluate('document.body.innerText'));
      expect(shown).not.toMatch(/[\u{202e}\u{2066}\u{200b}\u{feff}\u{e0041}\u{1b}\u{9b}\u{7}]/u);
      // Nothing is wider than the window: a page that has to be moved sideways cannot be read.
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.context().close();
    });

    test('shows what was said where it was said', async () => {
      const { page } = await opened(await made('interruption.ndjson'));
      await expect(page.locator('.row.agent .chip.bad').first().textContent()).resolves.toBe(
        'cut off by the caller',
      );
      expect(await page.locator('.unheard').first().textContent()).toMatch(/^not heard: \w+/);
      await page.context().close();
    });

    describe('with the keyboard alone', () => {
      test('the timeline is walked, zoomed, and left for the transcript', async () => {
        const { page } = await opened(await made('demo.ndjson'));
        const timeline = page.locator('.timeline');
        await timeline.focus();
        await page.keyboard.press('Home');
        expect(await marked(page)).toMatch(/^0:00\.4Agent/);
        await page.keyboard.press('End');
        expect(await marked(page)).toMatch(/Merci/);
        await page.keyboard.press('ArrowUp');
        expect(await marked(page)).toContain('The manager joins');
        expect(await timeline.locator('[aria-live]').textContent()).toMatch(
          /^Agent \(operator\), 0:12\.3.*The manager joins/,
        );
        await page.keyboard.press('+');
        await page.keyboard.press('+');
        await page.keyboard.press('Enter');
        expect(await page.evaluate('document.activeElement.textContent')).toBe('0:12.3');
        await page.keyboard.press('ArrowDown');
        expect(await marked(page)).toContain('No, thank you.');
        expect(await page.evaluate('document.activeElement.textContent')).toBe('0:14.9');
        await page.context().close();
      });

      test('everything is reached with Tab, and left again', async () => {
        const { page } = await opened(await made('demo.ndjson'));
        const reached: string[] = [];
        for (let step = 0; step < 60; step += 1) {
          await page.keyboard.press('Tab');
          const name = String(
            await page.evaluate(
              "document.activeElement === document.body ? '' : document.activeElement.className + ' ' + document.activeElement.tagName",
            ),
          );
          if (name === '') break;
          reached.push(name);
        }
        const order = ['theme BUTTON', 'timeline DIV', 'when BUTTON', ' SELECT', ' SUMMARY'].map((name) =>
          reached.indexOf(name),
        );
        expect(order).not.toContain(-1);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        // The transcript is one stop, not one a row.
        expect(reached.filter((name) => name === 'when BUTTON')).toHaveLength(1);
        await page.context().close();
      });

      test('raw events are searched and read', async () => {
        const { page } = await opened(await made('demo.ndjson'));
        await page.locator('.raw-events summary').focus();
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        await page.keyboard.type('function_call_arguments.DONE');
        await page.getByText(/^1 of \d+ events$/).waitFor();
        await page.keyboard.press('Tab');
        await page.keyboard.press('ArrowDown');
        await expect(page.locator('pre.raw').textContent()).resolves.toMatch(/"name": "place_order"/);
        await page.context().close();
      });
    });

    test('a click on the timeline chooses the row, and one on a row or a turn the item', async () => {
      const { page } = await opened(await made('demo.ndjson'));
      const over = page.locator('.timeline .u-over');
      const box = await over.boundingBox();
      if (box === null) throw new Error('no timeline');
      // The caller's first words, at 5.7 s of 19.7, in the first lane.
      await page.mouse.click(box.x + box.width * (5.7 / 19.7), box.y + box.height * 0.1);
      expect(await marked(page)).toContain('A margarita, please.');
      await page.locator('.row', { hasText: 'Une margarita' }).locator('.what').click();
      expect(await page.locator('.timeline [aria-live]').textContent()).toContain('Une margarita');
      await page.locator('.turns button', { hasText: 'No, thank you' }).click();
      expect(await marked(page)).toContain('No, thank you');
      await page.context().close();
    });

    test('wheel and drag move the view, and 0 shows all again', async () => {
      const { page } = await opened(await made('demo.ndjson'));
      const ticks = (): Promise<Buffer> => page.locator('.timeline').screenshot();
      const before = await ticks();
      const box = await page.locator('.timeline .u-over').boundingBox();
      if (box === null) throw new Error('no timeline');
      await page.mouse.move(box.x + 300, box.y + 100);
      await page.mouse.wheel(0, -400);
      await page.waitForTimeout(100);
      const zoomed = await ticks();
      expect(zoomed.equals(before)).toBe(false);
      await page.mouse.down();
      await page.mouse.move(box.x + 100, box.y + 100, { steps: 4 });
      await page.mouse.up();
      await page.waitForTimeout(100);
      expect((await ticks()).equals(zoomed)).toBe(false);
      await page.mouse.move(5, 5);
      await page.locator('.timeline').press('0');
      await page.evaluate('document.activeElement.blur()');
      await page.waitForTimeout(100);
      expect((await ticks()).equals(before)).toBe(true);
      await page.context().close();
    });

    test.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', async (colorScheme) => {
      const { page } = await opened(await made(longCall(3, 600)), { colorScheme, bypassCSP: true });
      for (const summary of await page.locator('summary').all()) await summary.click();
      await page.locator('.row').nth(4).click();
      await page.locator('.event').nth(2).click();
      await page.evaluate(axe.source);
      const found = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as readonly {
        readonly id: string;
        readonly impact: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
      }[];
      expect(
        found.map(({ id, impact, nodes }) => [
          id,
          impact,
          nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`),
        ]),
      ).toEqual([]);
      await page.context().close();
    });

    test('says in full who interprets, and of a call without turns why there are none', async () => {
      const { page } = await opened(await made('translation.ndjson'));
      const [room, needed] = await page.evaluate<[number, number]>(`(() => {
        const pen = document.createElement('canvas').getContext('2d');
        pen.font = '12px system-ui, sans-serif';
        return [document.querySelector('.timeline .u-over').offsetLeft, pen.measureText('Interpreter').width];
      })()`);
      expect(room).toBeGreaterThan(needed + 8);
      // The strip under it stands where the timeline does.
      const left = (selector: string): Promise<number> =>
        page.evaluate(`document.querySelector('${selector}').getBoundingClientRect().left`);
      expect(Math.abs((await left('.overview canvas')) - (await left('.timeline .u-over')))).toBeLessThan(2);
      expect(await page.locator('.waterfall').textContent()).toMatch(/^A translation session has no turns:/);
      await page.context().close();
    });

    test('of a session that only listens it has no turns and no latencies', async () => {
      const { page } = await opened(await made('transcription.ndjson'));
      expect(await page.locator('.waterfall').textContent()).toMatch(/^A transcription session has no agent/);
      expect(await page.getByText('No turn was measured.').isVisible()).toBe(true);
      await page.context().close();
    });

    test('draws no latencies of turns that nobody answered', async () => {
      const { page } = await opened(
        await made([
          received(1000, 'input_audio_buffer.speech_started', { item_id: 'item_1', audio_start_ms: 900 }),
          received(2000, 'input_audio_buffer.speech_stopped', { item_id: 'item_1', audio_end_ms: 1800 }),
          received(2010, 'input_audio_buffer.committed', { item_id: 'item_1', previous_item_id: null }),
        ]),
      );
      expect(await page.locator('.waterfall tbody tr').count()).toBe(1);
      expect(await page.getByText('No turn was measured.').isVisible()).toBe(true);
      await page.context().close();
    });

    test('the connection is no hyperlink among the raw events', async () => {
      const { page } = await opened(await made('demo.ndjson'));
      await page.locator('.raw-events summary').click();
      await page.locator('.event.link').first().waitFor();
      expect(
        await page.evaluate("getComputedStyle(document.querySelector('.event.link')).textDecorationLine"),
      ).toBe('none');
      await page.context().close();
    });

    test('keeps room for pictures that are not drawn yet', async () => {
      const { page } = await opened(await made('demo.ndjson'), { viewport: { width: 480, height: 300 } });
      const width = (): Promise<number> =>
        page.evaluate("document.querySelector('td.picture').getBoundingClientRect().width");
      expect(await page.locator('.picture canvas').count()).toBe(0);
      const before = await width();
      await page.locator('.picture').first().scrollIntoViewIfNeeded();
      await page.locator('.picture canvas').first().waitFor();
      expect(await width()).toBeCloseTo(before, 0);
      await page.context().close();
    });

    test('the theme follows the system until it is chosen', async () => {
      const { page } = await opened(await made('demo.ndjson'), { colorScheme: 'dark' });
      const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
      const dark = await ground();
      const button = page.getByRole('button', { name: /^Theme/ });
      await button.click();
      expect(await button.textContent()).toBe('Theme: light');
      expect(await ground()).not.toBe(dark);
      await button.click();
      expect(await ground()).toBe(dark);
      await page.context().close();
    });

    test('prints whole: the transcript and every turn, without what is only for a screen', async () => {
      const { page } = await opened(await made(longCall(10, 1500)), { colorScheme: 'dark' });
      await page.emulateMedia({ media: 'print' });
      expect(
        await page.evaluate(
          "(() => { const box = document.querySelector('.transcript'); return box.scrollHeight <= box.clientHeight + 1; })()",
        ),
      ).toBe(true);
      expect(await page.locator('.raw-events').isVisible()).toBe(false);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
        'rgb(255, 255, 255)',
      );
      await page.context().close();
    });

    test('leaves out what was asked to be left out', async () => {
      const { page } = await opened(
        await made('demo.ndjson', '--no-raw', '--without-operator', '--title', 'Ticket 4711'),
      );
      expect(await page.locator('h1').textContent()).toBe('Ticket 4711');
      expect(await page.locator('.row.operator').count()).toBe(0);
      expect(await page.getByText('The manager joins').count()).toBe(0);
      expect(await page.getByText('The raw events were left out of this page.').isVisible()).toBe(true);
      await page.context().close();
    });

    test('says of a cost that its model was assumed', async () => {
      const { page } = await opened(await made('order.ndjson', '--assume-model', 'gpt-realtime-2.1'));
      expect(await page.locator('header').textContent()).toContain('gpt-realtime-2.1 (assumed)');
      expect(await page.locator('.tile', { hasText: 'Cost' }).textContent()).toMatch(
        /~\$0\.\d+.*model assumed/,
      );
      await page.context().close();
    });

    describe('an hour of 20,000 events', () => {
      /** How much of a page is there when it is first seen: elements, drawings, and characters of JSON that were read. */
      const seen = `(() => {
        const { parse } = JSON;
        window.read = 0;
        JSON.parse = (text, ...rest) => { window.read += text.length; return parse(text, ...rest); };
        addEventListener('DOMContentLoaded', () => {
          const count = (what) => document.querySelectorAll(what).length;
          window.atFirst = { elements: count('*'), drawings: count('canvas'), rows: count('.row'), turns: count('.turns tr'), read: window.read };
        });
      })()`;
      type Seen = Readonly<Record<'elements' | 'drawings' | 'rows' | 'turns' | 'read', number>>;
      const firstView = async (file: string): Promise<{ readonly page: Page; readonly first: Seen }> => {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
        await context.addInitScript(seen);
        const page = await context.newPage();
        await page.goto(pathToFileURL(file).href);
        return { page, first: (await page.evaluate('window.atFirst')) as Seen };
      };

      test('makes no more of the page than a short call does before it is seen', async () => {
        const short = await firstView(await made(longCall(10, 3000)));
        await short.page.context().close();
        const { page, first } = await firstView(await made(longCall(60, 20_000)));
        // The header of the table is a row of it.
        expect(first).toMatchObject({ rows: 40, turns: 41, drawings: 2 });
        expect(first.elements).toBeLessThan(short.first.elements + 50);
        expect(first.elements).toBeLessThan(2500);
        // Its 20,000 raw events are not even read.
        expect(first.read).toBeLessThan(600_000);
        // All of it is there a little later: to be found by the browser's own search, and on paper.
        await expect.poll(() => page.locator('.turns tr').count(), { timeout: 20_000 }).toBeGreaterThan(290);
        expect(await page.locator('canvas').count()).toBe(2);
        await page.locator('.metrics').scrollIntoViewIfNeeded();
        await page.locator('.metrics canvas').first().waitFor();
        await page.context().close();
      });

      test('is whole when it is printed at once', async () => {
        const { page } = await firstView(await made(longCall(60, 20_000)));
        await page.evaluate("dispatchEvent(new Event('beforeprint'))");
        expect(await page.locator('.row').count()).toBeGreaterThan(600);
        expect(await page.locator('.chart canvas').count()).toBe(2);
        await page.context().close();
      });

      test('is walked to its last item before it is all there', async () => {
        const { page } = await firstView(await made(longCall(60, 20_000)));
        await page.evaluate(`(() => {
          const press = (key) => document.querySelector('.timeline').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          press('End');
        })()`);
        expect(await page.locator('.row.chosen').getAttribute('data-index')).toBe(
          String((await page.locator('.row').count()) - 1),
        );
        await page.context().close();
      });
    });

    test('opens an hour of 20,000 events, keeps few of them in the page, and finds any', async () => {
      const signals = longCall(60, 20_000);
      const last = received(3_599_000, 'session.updated', { session: { instructions: 'needle in the hay' } });
      const file = await made([...signals.slice(0, -1), last, ...signals.slice(-1)]);
      const from = performance.now();
      const { page } = await opened(file);
      // The bound is for a loaded machine; what it takes on a quiet one is for the benchmark to say.
      expect(performance.now() - from).toBeLessThan(20_000);
      await page.locator('.raw-events summary').click();
      await page.locator('.event').first().waitFor();
      expect(await page.locator('.event').count()).toBeLessThan(60);
      await page.locator('.events').press('End');
      await page.locator('.event[aria-selected=true]', { hasText: 'closed' }).waitFor();
      await page.getByRole('searchbox').fill('NEEDLE in the hay');
      await page.getByText(/^1 of [\d,]+ events$/).waitFor();
      await page.locator('.event').first().click();
      expect(await page.locator('pre.raw').textContent()).toContain('59:59.000');
      await page.context().close();
    });
  },
);
