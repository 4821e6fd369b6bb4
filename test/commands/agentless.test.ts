import { afterEach, describe, expect, it } from 'vitest';
import { withoutAgent } from '../../src/core/other-kind.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { Scenario } from '../../src/sim/scenario.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { run, type Ran } from '../context.ts';
import { closeAll, simulator } from '../sim/client.ts';

afterEach(closeAll);

const silent = (type: string): Scenario => ({ name: type, session: { type }, script: [], answers: [] });

const verb = async (
  scenario: string | Scenario,
  words: (id: string) => readonly string[],
  speed = 20,
): Promise<Ran & { sim: Simulator }> => {
  const sim = await simulator({ scenario, speed });
  const env = { OPENAI_BASE_URL: sim.baseUrl, OPENAI_API_KEY: sim.apiKey, XDG_CONFIG_HOME: '/nonexistent' };
  return { ...(await run(words(sim.calls[0] ?? ''), { env })), sim };
};

const sent = (sim: Simulator): readonly Raw[] =>
  sim
    .log(sim.calls[0])
    .filter(({ dir, kind }) => dir === 'in' && kind === 'sideband')
    .map(({ text }) => JSON.parse(text) as Raw);

describe.each(['transcription', 'translation'])('on a %s session', (kind) => {
  it.each([
    ['say', ['Hello.']],
    ['say', ['--as', 'user', 'Hello.']],
    ['whisper', ['Hello.']],
    ['interrupt', []],
  ])('%s %j is refused, and it is said why', async (name, words) => {
    const { code, stderr } = await verb(silent(kind), (id) => [name, id, ...words]);
    expect(code).toBe(8);
    expect(stderr).toContain('refused (invalid_value)');
    expect(stderr).toContain(`hint: this is a ${kind} session: it has no agent`);
  });

  it('inspect reads it, although nothing told what kind it is', async () => {
    const { code, stdout, sim } = await verb(silent(kind), (id) => ['inspect', id]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^kind +${kind} session, no agent$`, 'm'));
    expect(stdout).not.toContain('instructions');
    expect(sent(sim).map(({ session }) => session)).toEqual([
      { type: 'realtime' },
      kind === 'transcription' ? { type: kind } : {},
    ]);
  });

  it('instruct --set changes it', async () => {
    const set = 'audio.input.noise_reduction={"type":"far_field"}';
    const { code, stderr } = await verb(silent(kind), (id) => ['instruct', id, '--set', set, '--diff']);
    expect(stderr).toContain('confirmed');
    expect(code).toBe(0);
  });

  it('instruct with instructions is refused, for it takes none', async () => {
    const { code, stderr } = await verb(silent(kind), (id) => ['instruct', id, '--yes', 'Be brief.']);
    expect(code).toBe(8);
    expect(stderr).toContain("Unknown parameter: 'session.instructions'");
  });

  it('doctor knows what it is, and does not blame others for what was refused to it', async () => {
    const { stdout } = await verb(silent(kind), (id) => ['doctor', id, '--probe', '--json']);
    const { checks } = JSON.parse(stdout) as { checks: readonly { check: string; state: string }[] };
    const status = new Map(checks.map((one) => [one.check, one.state]));
    expect(status.get('session')).toBe('ok');
    expect(status.get('events')).not.toBe('warn');
    expect(stdout).toContain(`this is a ${kind} session`);
  });
});

it('a refusal of something else says nothing about agents', () => {
  expect(withoutAgent(undefined)).toBeUndefined();
  expect(withoutAgent('Missing required parameter: x')).toBeUndefined();
  expect(
    withoutAgent("Invalid value: 'no.event'. Supported values are: 'session.update', and 'response.create'."),
  ).toBeUndefined();
  expect(withoutAgent("Invalid value: 'loud'. Supported values are: 'low' and 'high'.")).toBeUndefined();
});

describe('what is said', () => {
  it('can be waited for in both languages', async () => {
    const { code, stderr, stdout } = await verb(
      'translation',
      (id) => [
        'expect',
        id,
        'agent ~ /mesa para dos/',
        'user ~ /table for two/',
        'no agent ~ /table/',
        '--within',
        '5s',
      ],
      10,
    );
    expect(stderr + stdout).not.toContain('unmet');
    expect(code).toBe(0);
  });

  it('is shown side by side, or of one side alone', async () => {
    const { stdout } = await verb(
      'translation',
      (id) => ['tail', id, '--format', 'transcript', '-t', 'none', '--role', 'agent', '--for', '3s'],
      10,
    );
    expect(stdout).toContain('→ es:    Buenos días.\n');
    expect(stdout).not.toContain('caller');
  });

  it('is no trouble when nobody answers it', async () => {
    const { stderr } = await verb(
      'transcription',
      (id) => ['tail', id, '--stuck-after', '1s', '--for', '6s'],
      5,
    );
    expect(stderr).not.toContain('no response');
    expect(stderr).not.toContain('the agent');
    expect(stderr).toContain('could not be transcribed (audio_unintelligible)');
  });
});
