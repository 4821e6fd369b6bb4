import { SidebandError } from '../error.ts';
import { escapeJson } from '../safe.ts';
import type { PageData, PageEvent } from './page-data.ts';

/** The places of the template that are filled in: they stand in it once each. */
const places = { title: '@@title@@', data: '"@@data@@"', events: '"@@events@@"' };

/** Data as JSON that can stand in a script element: nothing in it can end the element or begin a comment. */
const embedded = (data: unknown): string =>
  escapeJson(JSON.stringify(data)).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');

const asText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The page: the built template with the data of a call in it. */
export const reportHtml = (template: string, data: PageData, events: readonly PageEvent[]): string => {
  let done = '';
  let rest = template;
  // In the order of the template, so that nothing that was filled in is looked at again.
  for (const [place, filling] of [
    [places.title, asText(data.title)],
    [places.data, embedded(data)],
    [places.events, embedded(events)],
  ] as const) {
    const at = rest.indexOf(place);
    if (at === -1) throw new SidebandError('internal', 'the template of the report has lost a place');
    done += rest.slice(0, at) + filling;
    rest = rest.slice(at + place.length);
  }
  return done + rest;
};
