import { describe, expect, it } from 'vitest';
import { sessionFacts, withoutSecrets } from '../../src/core/session-facts.ts';
import { atDesk, refuses } from '../commands/at-desk.ts';

const login = ['bearer', 'of', 'something'].join('-');
const config = {
  type: 'realtime',
  object: 'realtime.session',
  model: 'gpt-realtime-2.1',
  expires_at: 1_790_000_000,
  output_modalities: ['audio'],
  instructions: 'Be kind.\nBe brief.',
  tools: [
    {
      type: 'function',
      name: 'place_order',
      description: 'Places it',
      parameters: { type: 'object', properties: { item: {}, quantity: {} }, required: ['item'] },
    },
    { type: 'mcp', server_label: 'crm', authorization: login, headers: { x: login } },
  ],
  audio: {
    input: { transcription: null, turn_detection: { type: 'semantic_vad', eagerness: 'low' } },
    output: { voice: { id: 'voice_1' }, speed: 1.1 },
  },
  telepathy: { depth: 3, on: true },
};

const facts = new Map(
  sessionFacts(config, (1_790_000_000 - 125) * 1000).map(({ name, value }) => [name, value]),
);

describe('the facts of a session', () => {
  it.each([
    ['model', 'gpt-realtime-2.1'],
    ['expires', 'in 2 min 5 s (2026-09-21T14:13:20.000Z)'],
    ['modalities', 'audio'],
    ['voice', 'voice_1'],
    ['speed', '1.1'],
    ['turn detection', 'semantic_vad eagerness=low'],
    ['transcription', "off: the caller's words are not written down"],
    ['tools', 'place_order(item, quantity?): Places it\nmcp server_label=crm'],
    ['telepathy.depth', '3'],
    ['telepathy.on', 'true'],
    ['instructions', 'Be kind.\nBe brief.'],
  ])('%s: %s', (name, value) => {
    expect(facts.get(name)).toBe(value);
  });

  it('end with the instructions, and leave out what is the same everywhere', () => {
    expect([...facts.keys()].at(-1)).toBe('instructions');
    expect(facts.has('type')).toBe(false);
    expect([...facts.keys()].filter((name) => name.startsWith('audio.'))).toEqual([]);
  });

  it('of an empty or strange session do not fail', () => {
    expect(sessionFacts({}, 0)).toEqual([{ name: 'instructions', value: 'none' }]);
    const strange = {
      model: 7,
      tools: 'many',
      output_modalities: [],
      audio: [],
      expires_at: 'soon',
      voice: null,
    };
    expect(sessionFacts(strange, 0).map(({ name }) => name)).toContain('audio');
  });

  it('hold no credentials', () => {
    expect(JSON.stringify([...facts])).not.toContain(login);
    expect(JSON.stringify(withoutSecrets(config))).not.toContain(login);
    expect(withoutSecrets(config)).toMatchObject({ tools: [config.tools[0], { server_label: 'crm' }] });
  });
});

describe('/inspect', () => {
  it('shows what the server said, escaped, and that it had to ask', async () => {
    const session = { ...config, instructions: 'a\u{1b}[2J\nb', 'x\u{7}y': 'z' };
    const { says, link } = atDesk(() => [{ type: 'session.updated', event_id: 'e', session }]);
    const shown = await says('/inspect');
    expect(shown).toMatch(
      /^\/inspect confirmed, the session was read by an update that changes nothing\nmodel /,
    );
    expect(shown).toMatch(/\ninstructions +a\\u\{1b\}\[2J\n {18}b$/);
    expect(shown).toContain('x\\u{7}y');
    expect(link.sent).toMatchObject([{ type: 'session.update', session: { type: 'realtime' } }]);
  });

  it('shows nothing when the session cannot be read', async () => {
    expect(await atDesk(refuses()).says('/inspect')).toBe('/inspect refused (no): No.');
    expect(await atDesk(() => 'refuse-write').says('/inspect')).toMatch(/not sent/);
  });
});
