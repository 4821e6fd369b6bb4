import { closest } from './names.ts';
import { at, isRaw, own, text, type Raw } from './raw.ts';
import { movedTo } from './session-config.ts';
import { sessionFields } from './session-fields.ts';

/** Something about a session that is sent with `accept`. An `error` is refused, or worse: taken, and the call dies. */
export type Remark = {
  readonly grade: 'error' | 'warning';
  readonly path: string;
  readonly problem: string;
};

/**
 * What is wrong with the session of an `accept`, before it is sent: the service has answered 200 to bodies it could not
 * use, and the caller then heard the line die (realtime-api 3.4).
 */
export const acceptRemarks = (session: Raw): readonly Remark[] => {
  const wrapped = own(session, 'session');
  if (isRaw(wrapped) && own(session, 'model') === undefined) {
    return [error('session', 'accept takes the session itself, not an object around it')];
  }
  const type = own(session, 'type');
  return [
    ...(type === undefined || type === 'realtime' ? [] : [error('type', 'has to be "realtime"')]),
    ...(text(session, 'model') === undefined && own(session, 'model') === undefined
      ? [warning('model', 'is not given: the server takes its default')]
      : []),
    ...fieldsIn(session, ''),
    ...tuning
      .filter((key) => at(session, `${vad}.${key}`) !== undefined)
      .map((key) => error(`${vad}.${key}`, 'is refused on SIP calls')),
    ...toolsIn(session),
  ];
};

const error = (path: string, problem: string): Remark => ({ grade: 'error', path, problem });
const warning = (path: string, problem: string): Remark => ({ grade: 'warning', path, problem });

const vad = 'audio.input.turn_detection';
/** Reported: HTTP 400 `unknown_parameter` on SIP, though the types of the API have them (realtime-api 3.4). */
const tuning = ['threshold', 'prefix_padding_ms', 'silence_duration_ms'];

/** Every field of an object against the table, and the objects in it. */
const fieldsIn = (raw: Raw, path: string): readonly Remark[] => {
  const under = path === '' ? '' : `${path}.`;
  const known = [...sessionFields.keys()]
    .filter((one) => one.startsWith(under) && !one.slice(under.length).includes('.'))
    .map((one) => one.slice(under.length));
  return Object.entries(raw).flatMap(([key, value]) => {
    const full = `${under}${key}`;
    const kind = sessionFields.get(full);
    if (kind === undefined) return [unknownField(key, full, known, path === '')];
    if (value === null) return kind.nullable === true ? [] : [error(full, `has to be ${kind.is}`)];
    if (!kind.holds(value)) return [error(full, `has to be ${kind.is}`)];
    return isRaw(value) && hasFields(full) ? fieldsIn(value, full) : [];
  });
};

const hasFields = (path: string): boolean =>
  [...sessionFields.keys()].some((one) => one.startsWith(`${path}.`));

const unknownField = (key: string, full: string, known: readonly string[], top: boolean): Remark => {
  const moved = top ? movedTo(key) : undefined;
  if (moved !== undefined) return error(full, `is of the retired beta API; it is ${moved} now`);
  const near = closest(key, known);
  return warning(full, `is not a field we know${near === undefined ? '' : `; did you mean ${near}?`}`);
};

const toolsIn = (session: Raw): readonly Remark[] => {
  const tools = own(session, 'tools');
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool: unknown, place) => {
    const path = `tools.${place}`;
    if (!isRaw(tool)) return [error(path, 'has to be an object')];
    const type = text(tool, 'type');
    if (type === 'function') {
      if (text(tool, 'name') !== undefined) return [];
      const nested = isRaw(own(tool, 'function'));
      return [error(`${path}.name`, nested ? 'belongs beside type, not into function' : 'is missing')];
    }
    if (type === 'mcp') {
      return text(tool, 'server_label') === undefined ? [error(`${path}.server_label`, 'is missing')] : [];
    }
    return [error(`${path}.type`, 'has to be "function" or "mcp"')];
  });
};
