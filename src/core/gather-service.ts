import type { ServerEvent } from './catalogue.ts';
import type { Detection, Facts, When } from './facts.ts';
import { at, child, number, text, type Raw } from './raw.ts';
import { kindOf } from './session-kind.ts';

/** What an event tells of the session and of the service itself. */
export const gatherService = (facts: Facts, known: ServerEvent, when: When): void => {
  switch (known.type) {
    case 'session.created':
      if (facts.gaps.length === 0) facts.createdAt ??= when.at;
      return settings(facts, known.fields);
    case 'session.updated':
      return settings(facts, known.fields);
    case 'rate_limits.updated':
      for (const limit of known.fields.limits) {
        if (limit.limit === undefined || limit.remaining === undefined || limit.limit <= 0) continue;
        const left = limit.remaining / limit.limit;
        const worst = facts.rateLimits.get(limit.name)?.worst ?? Infinity;
        if (left <= worst) facts.rateLimits.set(limit.name, { worst: left, limit });
      }
      return;
    case 'error':
      facts.errors.push({
        at: when.at,
        seq: when.seq,
        code: known.fields.code ?? known.fields.type ?? 'unknown',
        ours: known.fields.eventId !== undefined && when.sentIds.has(known.fields.eventId),
      });
      return;
    default:
  }
};

const settings = (
  facts: Facts,
  fields: { readonly config: Raw; readonly model?: string; readonly expiresAt?: number },
): void => {
  facts.configSeen = true;
  facts.kind = kindOf(fields.config);
  const language = at(fields.config, 'audio.output.language');
  if (typeof language === 'string') facts.language = language;
  facts.detection = detectionOf(fields.config);
  if (fields.model !== undefined) facts.model = fields.model;
  if (fields.expiresAt !== undefined) facts.expiresAt = fields.expiresAt;
  const transcriber = at(fields.config, 'audio.input.transcription.model');
  if (typeof transcriber === 'string') facts.transcriber = transcriber;
};

const detectionOf = (config: Raw): Detection => {
  const given = child(child(child(config, 'audio'), 'input'), 'turn_detection');
  const type = text(given, 'type');
  if (given === undefined) return { type: 'none' };
  if (type === 'semantic_vad') return { type };
  if (type !== undefined && type !== 'server_vad') return { type: 'other' };
  const silenceMs = number(given, 'silence_duration_ms');
  const paddingMs = number(given, 'prefix_padding_ms');
  return {
    type: 'server_vad',
    ...(silenceMs === undefined ? {} : { silenceMs }),
    ...(paddingMs === undefined ? {} : { paddingMs }),
  };
};
