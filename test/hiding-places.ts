/** A place in a recording where something can hide: the fields of the record that holds it there. */
export type Place = readonly [name: string, record: (text: string) => string];

const frame = (event: unknown): string => `"kind":"frame","dir":"in","event":${JSON.stringify(event)}`;
const link = (change: unknown): string => `"kind":"link","change":${JSON.stringify(change)}`;
const unicode = (text: string): string =>
  text.replaceAll(/[\s\S]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const percent = (text: string): string =>
  text.replaceAll(/[\s\S]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
const base64 = (text: string): string => btoa(JSON.stringify({ note: `it is ${text}.` }));
const strings = (text: string, depth: number): string =>
  depth === 0 ? text : JSON.stringify({ in: strings(text, depth - 1) });

const done = 'response.function_call_arguments.done';
const item = (fields: object) => ({ type: 'conversation.item.added', item: fields });
const session = (fields: object) => ({ type: 'session.updated', session: fields });

/** Every place where something was, or could be, overlooked. */
export const places: readonly Place[] = [
  ['a key of an unknown event', (text) => frame({ type: 'something.new', [text]: 1 })],
  ['a key deep in one', (text) => frame({ type: 'something.new', a: [{ b: { [text]: [true] } }] })],
  ['a value of one', (text) => frame({ type: 'something.new', a: [{ b: text }] })],
  [
    'a key of metadata',
    (text) => frame({ type: 'response.create', response: { metadata: { [text]: 'x' } } }),
  ],
  ['metadata', (text) => frame({ type: 'response.created', response: { metadata: { note: text } } })],
  [
    'metadata that is called like a word of the protocol',
    (text) => frame({ type: 'response.done', response: { metadata: { type: text, status: text } } }),
  ],
  ['a type of event', (text) => frame({ type: text })],
  ['a part of a type of event', (text) => frame({ type: `response.${text}` })],
  ['a type of item', (text) => frame(item({ id: 'i', type: text, role: text, status: text, object: text }))],
  ['a model and a voice', (text) => frame(session({ model: text, audio: { output: { voice: text } } }))],
  ['an id of an item', (text) => frame(item({ id: text }))],
  ['an id of an event', (text) => frame({ type: 'error', event_id: text, error: { event_id: text } })],
  ['an id of something else', (text) => frame({ type: 'something.new', customer_id: text })],
  ['the name of a tool', (text) => frame(session({ tools: [{ type: 'function', name: text }] }))],
  ['the name of a tool that was called', (text) => frame({ type: done, name: text, arguments: '{}' })],
  [
    'the names of its arguments',
    (text) => frame(session({ tools: [{ parameters: { properties: { [text]: {} } } }] })),
  ],
  ['the label of a server', (text) => frame(session({ tools: [{ type: 'mcp', server_label: text }] }))],
  ['headers', (text) => frame(session({ tools: [{ type: 'mcp', headers: { 'X-Any': text } }] }))],
  ['the name of a header', (text) => frame(session({ tools: [{ type: 'mcp', headers: { [text]: 'x' } }] }))],
  [
    'SIP headers',
    (text) =>
      frame({ type: 'realtime.call.incoming', data: { sip_headers: [{ name: 'X-Any', value: text }] } }),
  ],
  ['arguments', (text) => frame({ type: done, arguments: JSON.stringify({ a: text }) })],
  ['the names of arguments', (text) => frame({ type: done, arguments: JSON.stringify({ [text]: 1 }) })],
  ['JSON in JSON in JSON', (text) => frame({ type: done, arguments: strings(text, 5) })],
  ['JSON that is nested too deep', (text) => frame({ type: done, arguments: strings(text, 15) })],
  ['base64 of JSON', (text) => frame({ type: 'something.new', payload: base64(text) })],
  [
    'base64 among words',
    (text) => frame({ type: 'error', error: { message: `see ${base64(text)}, please` } }),
  ],
  [
    'base64 that is fit for an address',
    (text) =>
      frame({
        type: 'something.new',
        a: base64(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
      }),
  ],
  ['base64 in JSON in base64', (text) => frame({ type: 'something.new', a: btoa(base64(text)) })],
  ['base64 in arguments', (text) => frame({ type: done, arguments: JSON.stringify({ a: base64(text) }) })],
  ['an address', (text) => frame({ type: 'x', url: `https://example.com/?q=${encodeURIComponent(text)}` })],
  ['an address in an address', (text) => frame({ type: 'x', url: `?u=${percent(percent(text))}` })],
  ['percents', (text) => frame({ type: 'x', a: percent(text) })],
  [
    'percents among letters that are none',
    (text) => frame({ type: 'x', a: `%e2%82%ac ${percent(text)} %zz` }),
  ],
  ['what is called sound', (text) => frame({ type: 'input_audio_buffer.append', audio: text })],
  [
    'what is called a picture',
    (text) => frame(item({ content: [{ type: 'input_image', image_url: `data:${text}` }] })),
  ],
  ['escapes', (text) => `"kind":"frame","dir":"in","event":{"type":"x","a":"${unicode(text)}"}`],
  ['escapes in a key', (text) => `"kind":"frame","dir":"in","event":{"type":"x","${unicode(text)}":1}`],
  ['text that is no JSON', (text) => `"kind":"frame","dir":"in","text":${JSON.stringify(`oops ${text}`)}`],
  [
    'half a frame',
    (text) => `"kind":"frame","dir":"in","text":${JSON.stringify(`{"type":"x","a":"${unicode(text)}","b`)}`,
  ],
  [
    'a key of half a frame',
    (text) => `"kind":"frame","dir":"in","text":${JSON.stringify(`{"type":"x","${unicode(text)}":{"b`)}`,
  ],
  [
    'a frame of several lines',
    (text) =>
      `"kind":"frame","dir":"in","text":${JSON.stringify(`{\n"type":"x",\n"a":${JSON.stringify(text)}}`)}`,
  ],
  [
    'a key of one',
    (text) =>
      `"kind":"frame","dir":"in","text":${JSON.stringify(`{\n"type":"x",\n${JSON.stringify(text)}:1}`)}`,
  ],
  [
    'a frame that is no object',
    (text) => `"kind":"frame","dir":"in","text":${JSON.stringify(JSON.stringify([text]))}`,
  ],
  ['a binary frame', (text) => `"kind":"frame","dir":"in","base64":"${base64(text)}"`],
  ['who sent it', (text) => `"kind":"frame","dir":"out","by":${JSON.stringify(text)},"event":{"type":"x"}`],
  ['the cause of a dial', (text) => link({ to: 'retrying', attempt: 1, of: 2, delay: 3, cause: text })],
  ['a change that is not known', (text) => link({ to: text })],
  ['a notice', (text) => link({ to: 'notice', code: text, message: text })],
  [
    'the end of a link',
    (text) =>
      link({ to: 'closed', reason: 'ended', cause: text, text, message: text, exit: 'ok', hint: text }),
  ],
  [
    'a gap',
    (text) =>
      `"kind":"gap","from":{"at":"2026-11-21T10:00:00.000Z","ms":1},"to":{"at":"2026-11-21T10:00:00.000Z","ms":2},"cause":${JSON.stringify(text)},"open":{${JSON.stringify(text)}:${JSON.stringify(text)}}`,
  ],
  ['a kind of record that is not known', (text) => `"kind":"later","at2":${JSON.stringify(text)}`],
  ['a key of a record', (text) => `"kind":"later",${JSON.stringify(text)}:1`],
];

/** A text with all that stands behind escapes, percents and base64 in it. */
export const revealed = (text: string, depth = 0): string => {
  if (depth > 20) return text;
  const inner: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') inner.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const [key, of] of Object.entries(value)) {
        inner.push(key);
        walk(of);
      }
  };
  try {
    walk(JSON.parse(text));
  } catch {
    inner.push(
      text.replaceAll(/\\u([0-9a-f]{4})/g, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      ),
    );
    inner.push(
      text.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      ),
    );
    for (const [run] of text.matchAll(/[\w+/-]{16,}/g)) {
      const base = run.replaceAll('-', '+').replaceAll('_', '/');
      if (base.length % 4 !== 1) inner.push(atob(base));
    }
  }
  return [
    text,
    ...inner.filter((one) => one !== text && one !== '').map((one) => revealed(one, depth + 1)),
  ].join('\n');
};
