import { expect, it } from 'vitest';
import { multipart } from '../../src/io/multipart.ts';

it('makes a form that a parser of forms reads back', async () => {
  const parts = [
    { name: 'sdp', type: 'application/sdp', text: 'v=0\r\na=1\r\n' },
    { name: 'session', type: 'application/json', text: '{"é":"👍"}' },
  ];
  const { type, body } = multipart(parts);
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  expect([...form.entries()]).toEqual(parts.map(({ name, text }) => [name, text]));
});

it('chooses a boundary that occurs in no part', () => {
  const { type, body } = multipart([
    { name: 'a', type: 'text/plain', text: '--rt-sideband-form-- rt-sideband-form-' },
  ]);
  const boundary = type.split('boundary=')[1] ?? '';
  expect(body.split(boundary)).toHaveLength(3);
});
