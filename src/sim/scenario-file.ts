import { createRequire } from 'node:module';
import type * as Files from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { SidebandError } from '../core/error.ts';
import { isRaw, own, type Raw } from '../core/raw.ts';
import type { Answer, Scenario } from './scenario.ts';
import schema from './scenario.schema.json' with { type: 'json' };
import { scenarioSessionShape } from './session-shape.ts';
import { pattern } from './situation.ts';
import { switches } from './switches.ts';

const files = (): typeof Files => createRequire(import.meta.url)('node:fs');

const wrong = (where: string, what: string): SidebandError =>
  new SidebandError('usage', `the scenario ${where}: ${what}`, {
    hint: 'docs: scenario.schema.json describes what a scenario may hold',
  });

/** The error that lies deepest: of the alternatives of a step, the one that came closest. */
const deepest = (errors: readonly ErrorObject[]): ErrorObject | undefined => {
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length;
  const vague = new Set(['oneOf', 'anyOf', 'required', 'additionalProperties']);
  const rank = (error: ErrorObject): number => depth(error) * 2 + (vague.has(error.keyword) ? 0 : 1);
  return errors.toSorted((left, right) => rank(right) - rank(left))[0];
};

const steps = [
  'caller, agent, types, tool_output, update, send, wait, wait_for, emit, dtmf, fault, drop, hangup, vanish',
].join('');

const worded = (error: ErrorObject): string => {
  if (/^\/script\/\d+$/.test(error.instancePath)) return `is not a step: it needs exactly one of ${steps}`;
  const extra = own(error.params as Raw, 'additionalProperty');
  if (typeof extra === 'string') return `has no field "${extra}"`;
  const allowed = own(error.params as Raw, 'allowedValues');
  if (Array.isArray(allowed)) return `must be one of ${allowed.join(', ')}`;
  return error.message ?? 'is not valid';
};

const lineOf = (document: Document, lines: LineCounter, path: readonly string[]): number | undefined => {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(
      path.slice(0, length).map((one) => (/^\d+$/.test(one) ? Number(one) : one)),
      true,
    );
    const range = isRaw(node) ? own(node, 'range') : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number') return lines.linePos(range[0]).line;
  }
  return undefined;
};

const patterns = (answers: readonly Answer[]): readonly (readonly [readonly string[], string])[] =>
  answers.flatMap((answer, index) =>
    Object.entries(answer.when ?? {}).flatMap(([key, value]) =>
      typeof value === 'string' ? [[['answers', String(index), 'when', key], value] as const] : [],
    ),
  );

/**
 * Reads a scenario from YAML or JSON. `name` is what errors call it. Throws a SidebandError (usage) that says the line,
 * the place and what is wrong.
 */
export const parseScenario = (source: string, name: string): Scenario => {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    throw wrong(
      `${name}, line ${lines.linePos(broken.pos[0]).line}`,
      broken.message.split('\n')[0] ?? 'not YAML',
    );
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const fail = (path: readonly string[], what: string): SidebandError => {
    const line = lineOf(document, lines, path);
    const at = path.length === 0 ? '' : `, at ${path.join('.')}`;
    return wrong(`${name}${line === undefined ? '' : `, line ${line}`}${at}`, what);
  };
  const valid = new Ajv({ allErrors: true, strict: false }).compile<Partial<Scenario>>(schema);
  if (!valid(value)) {
    const error = deepest(valid.errors ?? []);
    if (error === undefined) throw fail([], 'is not valid');
    throw fail(error.instancePath.split('/').slice(1), worded(error));
  }
  const { $schema: _, ...scenario } = value as Partial<Scenario> & { readonly $schema?: string };
  const unusable = scenarioSessionShape({ type: 'realtime', ...scenario.session }, 'session');
  if (unusable !== undefined) throw fail(['session'], unusable.message);
  for (const [path, written] of patterns(scenario.answers ?? [])) {
    try {
      pattern(written);
    } catch {
      throw fail(path, 'is not a regular expression');
    }
  }
  const { script = [], answers = [] } = scenario;
  const assigned = [
    ...Object.entries(scenario.switches ?? {}).map(
      ([key, set]) => [['switches', key], `${key}=${String(set)}`] as const,
    ),
    ...script.flatMap((step, index) =>
      'fault' in step ? [[['script', String(index), 'fault'], step.fault] as const] : [],
    ),
  ];
  for (const [path, assignment] of assigned) {
    try {
      switches([assignment]);
    } catch (error) {
      throw fail(path, error instanceof Error ? error.message : 'is not a switch');
    }
  }
  return { ...scenario, name: scenario.name ?? name, script, answers };
};

/** Reads a scenario file. Throws a SidebandError (usage) when it cannot be read or is not one. */
export const readScenario = (path: string): Scenario => {
  let source: string;
  try {
    source = files().readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SidebandError('usage', 'the scenario file cannot be read', { said: path, cause });
  }
  return parseScenario(source, path);
};
