import { describe, expect, it } from 'vitest';
import { raw } from '../../src/ui/raw.ts';
import { entriesOf, link, receivedText, sent } from './scripts.ts';

const shown = (...signals: Parameters<typeof entriesOf>[0]) => {
  const view = raw();
  return entriesOf(signals).map((entry) => view.entry(entry));
};

describe('raw', () => {
  it('is the text of the server, untouched', () => {
    const text = '{ "type":"x" , "n":1.0,"big":12345678901234567890, "esc":"\\u001b é \u202e"}';
    expect(shown(receivedText(1, text))).toEqual([text]);
  });

  it('keeps an event on its line', () => {
    const text = '{"type":\n"x",\r\n"a":"b\\nc"}';
    const [line = ''] = shown(receivedText(1, text));
    expect(line).toBe('{"type": "x",  "a":"b\\nc"}');
    expect(JSON.parse(line)).toEqual(JSON.parse(text));
    expect(shown(receivedText(1, 'no\njson\r'))).toEqual(['no\\njson\\r']);
  });

  it('has no news of the connection, nothing of ours and nothing twice', () => {
    const frame = receivedText(1, '{"type":"x","event_id":"e"}');
    expect(
      shown(link(0, { to: 'open', epoch: 1, took: 1 }), sent(1, 'say', 'response.create'), frame, frame),
    ).toEqual([undefined, undefined, '{"type":"x","event_id":"e"}', undefined]);
  });
});
