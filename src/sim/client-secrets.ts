import { child, number as numberIn, text, type Raw } from '../core/raw.ts';
import { interpreter, isInterpreter, notAnInterpreter } from './agentless.ts';
import { json, modelOf, notJson, type Handler } from './desk.ts';
import { failed, type Reply } from './reply.ts';
import { merged, newConfig, usualModel } from './session-config.ts';
import { sessionShape, translationShape } from './session-shape.ts';
import { number, object, oneOf } from './shape.ts';
import type { Switchboard } from './switchboard.ts';

const expiry = object({ anchor: oneOf('created_at'), seconds: number(10, 7200) });

const secretShape = object({ expires_after: expiry, session: sessionShape });

/** POST /realtime/client_secrets: a key for one session, good for 10 seconds to 2 hours. */
export const clientSecret: Handler = ({ body }, { board }) => {
  const asked = json(body);
  if (asked === undefined) return notJson;
  const session = child(asked, 'session') ?? { type: 'realtime' };
  const wrong = secretShape(asked, '') ?? modelOf(session);
  if (wrong !== undefined) return failed(400, wrong);
  return issued(asked, session, usualModel, board);
};

const translationSecretShape = object({ expires_after: expiry, session: translationShape }, ['session']);

/** POST /realtime/translations/client_secrets: the same for a translation session, which is asked for without a type. */
export const translationSecret: Handler = ({ body }, { board }) => {
  const asked = json(body);
  if (asked === undefined) return notJson;
  const wrong = translationSecretShape(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  const session = { type: 'translation', ...child(asked, 'session') };
  const model = text(session, 'model') ?? interpreter;
  if (!isInterpreter(model)) return failed(400, notAnInterpreter(model));
  return issued(asked, session, model, board);
};

/** A secret for this session, and what that is in full: `model` where it names none. */
const issued = (asked: Raw, session: Raw, model: string, board: Switchboard): Reply => {
  const { value, expiresAt } = board.issue(
    session,
    numberIn(child(asked, 'expires_after'), 'seconds') ?? 600,
  );
  const who = {
    id: board.sessionId(),
    model: text(session, 'model') ?? model,
    expiresAt: 0,
    type: text(session, 'type') ?? 'realtime',
  };
  const defaults = { silence: board.switches.number('silence_default') };
  const effective = merged(newConfig(who, defaults), session, defaults);
  return { status: 200, body: { value, expires_at: expiresAt, session: effective } };
};
