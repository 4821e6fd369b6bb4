import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clientEventNames, definitionOf, eventNames } from '../../src/core/catalogue.ts';
import { define } from '../../src/core/definition.ts';
import { newSession } from '../../src/core/session.ts';
import { samples } from './samples.ts';
import { moment } from './script.ts';

describe('the catalogue', () => {
  test('knows the 46 server events and the 11 client events, each once', () => {
    expect(eventNames).toHaveLength(46);
    expect(new Set(eventNames).size).toBe(46);
    expect(clientEventNames).toHaveLength(11);
    expect(new Set(clientEventNames).size).toBe(11);
  });

  test('has a sample of every event, which its definition reads', () => {
    expect(samples.map((event) => event['type'])).toEqual(eventNames);
    for (const event of samples) {
      const definition = definitionOf(String(event['type']));
      expect(definition?.type).toBe(event['type']);
      expect(definition?.read(event), definition?.type).toBeDefined();
    }
  });

  test.each([
    ['response.text.delta', 'response.output_text.delta'],
    ['response.text.done', 'response.output_text.done'],
    ['response.audio.delta', 'response.output_audio.delta'],
    ['response.audio.done', 'response.output_audio.done'],
    ['response.audio_transcript.delta', 'response.output_audio_transcript.delta'],
    ['response.audio_transcript.done', 'response.output_audio_transcript.done'],
    ['transcription_session.created', 'session.created'],
    ['transcription_session.updated', 'session.updated'],
  ])('understands the retired %s as %s', (old, now) => {
    expect(definitionOf(old)?.type).toBe(now);
    expect(eventNames).not.toContain(old);
  });

  test.each([
    'session.closed',
    'session.input_transcript.delta',
    'session.output_transcript.delta',
    'session.output_audio.delta',
  ])('understands %s of the translation surface without listing it', (type) => {
    const event = { type, delta: 'AAAA', elapsed_ms: 1200 };
    const definition = definitionOf(type);
    const fields = definition?.read(event);
    expect(fields).toBeDefined();
    expect(definition?.line(fields as never, () => newSession).label).not.toBe('');
    expect(eventNames).not.toContain(type);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'response'])(
    'does not know %s',
    (type) => {
      expect(definitionOf(type)).toBeUndefined();
    },
  );

  test('a definition without an effect leaves the session alone', () => {
    const quiet = define('quiet', {
      read: () => ({}),
      line: () => ({ tone: 'quiet', who: 'server', label: '' }),
    });
    expect(quiet.apply(newSession, {}, { seq: 1, at: moment(0) })).toBe(newSession);
  });
});

const upstream = new URL('../../node_modules/openai/resources/realtime/realtime.d.ts', import.meta.url);

/** The members of a union of the upstream types, as the values of their `type`. */
const typesOf = (source: string, union: string): readonly string[] => {
  const members = new RegExp(`export type ${union} = ([^;]+);`).exec(source)?.[1]?.split(' | ') ?? [];
  return members.flatMap((member) => {
    const name = member.split('.').at(-1) ?? '';
    const body = source.split(new RegExp(`interface ${name} \\{`))[1] ?? '';
    return /\n\s+type: '([^']+)'/.exec(body)?.[1] ?? [];
  });
};

describe.skipIf(!existsSync(upstream))('upstream', () => {
  const source = existsSync(upstream) ? readFileSync(upstream, 'utf8') : '';

  test('its names that we do not know are news, not failures', () => {
    const server = typesOf(source, 'RealtimeServerEvent');
    const client = typesOf(source, 'RealtimeClientEvent');
    expect(server.length).toBeGreaterThan(40);
    expect(client.length).toBeGreaterThan(8);
    const news = [
      ...server.filter((type) => definitionOf(type) === undefined),
      ...client.filter((type) => !clientEventNames.includes(type)),
    ];
    if (news.length > 0) console.info(`events upstream has and we do not: ${news.join(', ')}`);
  });
});
