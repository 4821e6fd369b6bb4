import { describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { readEvents } from '../../src/core/read-events.ts';

const failure = (text: string): SidebandError => {
  try {
    readEvents(text);
  } catch (error) {
    if (error instanceof SidebandError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

describe('readEvents', () => {
  it('takes one object, over any number of lines', () => {
    expect(readEvents('{"type":"response.create"}')).toEqual([
      { line: 1, event: { type: 'response.create' } },
    ]);
    expect(readEvents('{\n "type":\n "response.create"\n}\n')).toHaveLength(1);
  });

  it('takes one object a line, and counts the empty ones', () => {
    expect(
      readEvents('{"type":"response.cancel"}\n\n{"type":"response.create"}\r\n').map(({ line }) => line),
    ).toEqual([1, 3]);
  });

  it('takes the bare name of an event', () => {
    expect(readEvents(' output_audio_buffer.clear ')).toEqual([
      { line: 1, event: { type: 'output_audio_buffer.clear' } },
    ]);
  });

  it.each([
    ['  ', /nothing to send/],
    ['{"type":"response.create",}', /not valid JSON at column 27; nothing was sent/],
    ['{\n"type":}', /not valid JSON at line 2, column 8/],
    ['{"type":"response.create"}\n{"type":}', /not valid JSON at line 2, column 9/],
    ['{"type":"response.create"}\n[]', /^line 2: an event is a JSON object/],
    ['[{"type":"response.create"}]', /an event is a JSON object/],
    ['"response.create"', /an event is a JSON object/],
    ['{"tpye":"response.create"}', /needs a type/],
    ['{"type":"response.create","event_id":7}', /event_id has to be a text/],
    ['hello there', /not valid JSON at column 1/],
    ['{"type":"constructor"}', /no such client event/],
    ['{"type":"response.create"}\n{"type":"session.created"}', /^line 2: only the server sends/],
  ])('refuses %j', (text, words) => {
    const error = failure(text);
    expect(error.kind).toBe('usage');
    expect(error.message).toMatch(words);
  });

  it('asks what was meant', () => {
    expect(failure('{"type":"respose.create"}')).toMatchObject({
      said: 'respose.create',
      hint: 'did you mean response.create?',
    });
    expect(failure('response.cancle').hint).toBe('did you mean response.cancel?');
  });

  it('never quotes a payload', () => {
    const secret = 'zebra-stripes';
    for (const text of [`{"type":"response.create","x":"${secret}}`, `${secret} {`, `{"a":${secret}}`]) {
      const { message, hint, said } = failure(text);
      expect(`${message} ${hint} ${said}`).not.toContain(secret);
    }
  });
});
