import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { parseScenario, readScenario } from '../../src/sim/scenario-file.ts';

const said = (source: string): string => {
  try {
    parseScenario(source, 'call.yaml');
  } catch (error) {
    if (error instanceof SidebandError) return `${error.kind}: ${error.message}`;
    throw error;
  }
  return 'accepted';
};

describe('a scenario file', () => {
  test('is YAML', () => {
    const scenario = parseScenario(
      [
        'about: a test',
        'session: { instructions: Be brief. }',
        'switches: { obfuscation: off, latency_ms: 5 }',
        'script:',
        '  - agent: Hello.',
        '  - caller: Hi there.',
        '    speech_ms: 700',
        '  - tool_output: { ok: true }',
        '  - hangup: true',
        'answers:',
        '  - when: { user: /hi/i }',
        '    say: Hi!',
      ].join('\n'),
      'call.yaml',
    );
    expect(scenario).toMatchObject({
      name: 'call.yaml',
      script: [
        { agent: 'Hello.' },
        { caller: 'Hi there.', speech_ms: 700 },
        { tool_output: { ok: true } },
        { hangup: true },
      ],
      answers: [{ when: { user: '/hi/i' }, say: 'Hi!' }],
    });
  });

  test('or JSON', () => {
    expect(parseScenario('{"name":"x"}', 'x.json')).toEqual({
      name: 'x',
      script: [],
      answers: [],
    });
  });

  test.each([
    ['script: [', 'usage: the scenario call.yaml, line 1: '],
    ['script: x', 'usage: the scenario call.yaml, line 1, at script: must be array'],
    [
      'script:\n  - jump: 1',
      'usage: the scenario call.yaml, line 2, at script.0: is not a step: it needs exactly one of caller, ',
    ],
    [
      'script:\n  - caller: Hi\n    speech_ms: fast',
      'usage: the scenario call.yaml, line 3, at script.0.speech_ms: must be number',
    ],
    ['script: []\ncolour: red', 'usage: the scenario call.yaml, line 1: has no field "colour"'],
    [
      'script: []\ntransport: pigeon',
      'usage: the scenario call.yaml, line 2, at transport: must be one of webrtc, sip',
    ],
    [
      'script: []\nsession: { voice: alloy }',
      "usage: the scenario call.yaml, line 2, at session: Unknown parameter: 'session.voice'.",
    ],
    [
      'script: []\nswitches: { nothing: 1 }',
      'usage: the scenario call.yaml, line 2, at switches.nothing: there is no such switch',
    ],
    [
      'script:\n  - wait: 1\n  - fault: nothing',
      'usage: the scenario call.yaml, line 3, at script.1.fault: there is no such switch',
    ],
    [
      'script:\n  - fault: delay_ms=slow',
      'usage: the scenario call.yaml, line 2, at script.0.fault: the switch delay_ms takes a number',
    ],
    [
      'script: []\nanswers:\n  - when: { user: /(/ }',
      'usage: the scenario call.yaml, line 3, at answers.0.when.user: is not a regular expression',
    ],
  ])('%j is refused with its place', (source, message) => {
    expect(said(source)).toContain(message);
  });

  test('that is not there is said to be unreadable', () => {
    expect(() => readScenario('/nowhere/call.yaml')).toThrow('cannot be read');
    const folder = mkdtempSync(join(tmpdir(), 'rt-scenario-'));
    try {
      writeFileSync(join(folder, 'call.yaml'), 'script: []');
      expect(readScenario(join(folder, 'call.yaml')).script).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
