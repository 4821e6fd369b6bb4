import { child, number as numberIn, own, text } from '../core/raw.ts';
import { json, modelOf, notJson, type Handler } from './desk.ts';
import { failed } from './reply.ts';
import { merged, newConfig } from './session-config.ts';
import { sessionShape } from './session-shape.ts';
import { anything, number, object, oneOf, string } from './shape.ts';

const expiry = object({ anchor: oneOf('created_at'), seconds: number(10, 7200) });

const secretShape = object({ expires_after: expiry, session: sessionShape });

/** POST /realtime/client_secrets: a key for one session, good for 10 seconds to 2 hours. */
export const clientSecret: Handler = ({ body }, { board }) => {
  const asked = json(body);
  if (asked === undefined) return notJson;
  const session = child(asked, 'session') ?? { type: 'realtime' };
  const wrong = secretShape(asked, '') ?? modelOf(session);
  if (wrong !== undefined) return failed(400, wrong);
  const { value, expiresAt } = board.issue(
    session,
    numberIn(child(asked, 'expires_after'), 'seconds') ?? 600,
  );
  const who = {
    id: board.sessionId(),
    model: text(session, 'model') ?? 'gpt-realtime-2.1',
    expiresAt: 0,
    type: text(session, 'type') ?? 'realtime',
  };
  const defaults = { silence: board.switches.number('silence_default') };
  const effective = merged(newConfig(who, defaults), session, defaults);
  return { status: 200, body: { value, expires_at: expiresAt, session: effective } };
};

const translationShape = object(
  {
    expires_after: expiry,
    session: object({ model: string(), audio: anything }, ['model']),
  },
  ['session'],
);

/** POST /realtime/translations/client_secrets: the same for a translation session. */
export const translationSecret: Handler = ({ body }, { board }) => {
  const asked = json(body);
  if (asked === undefined) return notJson;
  const wrong = translationShape(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  const session = child(asked, 'session') ?? {};
  const { value, expiresAt } = board.issue(
    session,
    numberIn(child(asked, 'expires_after'), 'seconds') ?? 600,
  );
  const audio = own(session, 'audio') ?? {
    input: { transcription: null, noise_reduction: null },
    output: { language: 'en' },
  };
  const started = {
    id: board.sessionId(),
    type: 'translation',
    expires_at: 0,
    model: text(session, 'model'),
    audio,
  };
  return { status: 200, body: { value, expires_at: expiresAt, session: started } };
};
