import { define, type Line, type Stamp } from '../definition.ts';
import { present } from '../present.ts';
import { at, child, number, text, type Raw } from '../raw.ts';
import type { Session } from '../session.ts';
import { configDiff } from '../config-diff.ts';
import { withConfig } from '../config-history.ts';
import { effectiveConfig } from '../session-config.ts';
import { kindOf } from '../session-kind.ts';
import { changed } from '../session-copy.ts';

type SessionFields = {
  readonly config: Raw;
  readonly id?: string;
  readonly model?: string;
  readonly expiresAt?: number;
};

const read = (raw: Raw): SessionFields | undefined => {
  const session = child(raw, 'session');
  if (session === undefined) return undefined;
  const expiresAt = number(session, 'expires_at');
  return present({
    config: effectiveConfig(session),
    id: text(session, 'id'),
    model: text(session, 'model'),
    // 0 is what a client secret says that has no session yet.
    expiresAt: expiresAt === undefined || expiresAt <= 0 ? undefined : expiresAt,
  });
};

const apply = (session: Session, fields: SessionFields, stamp: Stamp): Session => {
  const { config, ...identity } = fields;
  return changed(session, { ...identity, ...withConfig(session, { ...stamp, config }) });
};

const word = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const about = (label: string, fields: SessionFields): Line => ({
  tone: 'system',
  who: 'server',
  label,
  fields: {
    model: fields.model,
    voice: word(at(fields.config, 'audio.output.voice')),
    turn_detection: word(at(fields.config, 'audio.input.turn_detection.type')),
    ...withoutAgent(fields.config),
  },
});

/** What matters of a session that only listens. */
const withoutAgent = (config: Raw): NonNullable<Line['fields']> => {
  const kind = kindOf(config);
  if (kind === 'realtime') return {};
  const transcription = word(at(config, 'audio.input.transcription.model'));
  return {
    session_type: kind,
    transcription,
    ...(kind === 'translation' ? { language: word(at(config, 'audio.output.language')) } : {}),
  };
};

/** The first event of a connection of its own; on the sideband of a WebRTC call it does not come. */
export const sessionCreated = define('session.created', {
  read,
  apply,
  line: (fields) => about('session created', fields),
});

/** The whole effective configuration after an accepted update, whoever sent it. */
export const sessionUpdated = define('session.updated', {
  read,
  apply,
  line: (fields, after) => {
    const session = after();
    const [before, last] = session.configs.slice(-2);
    if (session.lastFrame?.seq !== (last ?? before)?.seq) {
      return { tone: 'system', who: 'server', label: 'session updated, nothing changed', minor: true };
    }
    if (before === undefined || last === undefined) return about('session settings', fields);
    const changes = configDiff(before.config, last.config);
    return { tone: 'system', who: 'server', label: 'session changed', changes };
  },
});

/** Documented, not seen from OpenAI's own servers. */
export const conversationCreated = define('conversation.created', {
  read: (raw) => present({ id: text(child(raw, 'conversation'), 'id') }),
  line: ({ id }) => ({
    tone: 'quiet',
    who: 'server',
    label: 'conversation created',
    fields: { conversation: id },
    minor: true,
  }),
});
