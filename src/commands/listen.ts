import { worst, type ExitName } from '../core/error.ts';
import { webhookDoor } from '../io/webhook-door.ts';
import { readWebhookSecret } from '../io/webhook-secret.ts';
import { checkSession, sessionArgument } from './accepting.ts';
import { anyCredentials, baseUrlAlone } from './any-credentials.ts';
import { command, option, toggle, whole, words } from './command.ts';
import type { Context } from './context.ts';
import { credentialsFor } from './dialling.ts';
import { leavingWith, reasonOf } from './leaving.ts';
import { listenTelling } from './listen-telling.ts';
import { ringingTail, ringingView } from './listen-view.ts';
import { hostOf, pathText, refuseContradictions, toleranceText } from './listen-words.ts';
import { connectionOptions, voiceOptions } from './options.ts';
import { stopOptions } from './view-options.ts';
import { refusals } from './refusals.ts';
import { ringing, type Deeds } from './ringing.ts';
import { takingIn, type Taken } from './taking-in.ts';
import { noteCall } from './visits.ts';
import { voice } from './voice.ts';

/** How far the time of a webhook may be from ours, in milliseconds (realtime-api 10). */
const usualTolerance = 300_000;

/** No more calls than this are in hand at once: then the sender is told to try again. */
const mostInHand = 256;

/** `listen`: takes in the webhooks of SIP calls that ring, and does with each call what it is told to. */
export const listen = command({
  name: 'listen',
  arguments: '',
  options: {
    port: option('--port <n>', 'the port; 0 (default) takes a free one', whole(0, 65_535)),
    host: option('--host <address>', 'the address to listen on (127.0.0.1)', words),
    expose: toggle('--expose', 'let --host be an address that other machines reach'),
    path: option('--path <path>', 'the path webhooks are posted to (/)', pathText),
    tolerance: option(
      '--tolerance <duration>',
      'how far the time of a webhook may be off (300s)',
      toleranceText,
    ),
    accept: option('--accept <json>', 'accept every call with this session: JSON, - or @file', words),
    asIs: toggle('--as-is', 'accept with the session even if it looks wrong'),
    reject: option('--reject <code>', 'turn every call away with this SIP status', whole(300, 699)),
    attach: toggle('--attach', 'watch every call, side by side'),
    exec: option('--exec <command>', 'run this command for every call', words),
    atOnce: option('--at-once <n>', 'how many of these commands run at once (8)', whole(1, 256)),
    json: toggle('--json', 'NDJSON: a record per call, and with --attach every frame'),
    for: stopOptions.for,
    max: option('--max <n>', 'take this many calls and stop when they are done with', whole(1)),
    ...connectionOptions,
    ...voiceOptions,
  },
  details: `The webhook secret comes from OPENAI_WEBHOOK_SECRET. A delivery is believed when its signature is right, its time is, and
its id is new; it is answered at once and worked on afterwards. Of what is refused only the number is said. A call is
accepted once, and attaching proves it. The command of --exec finds the call in RT_SIDEBAND_CALL_ID and the webhook on
standard input; in its environment is OPENAI_API_KEY if it was in ours, and never the webhook secret or a key from
elsewhere. With --accept it starts as soon as the server has taken it, and attaches while the line is being put through. When one fails, the exit is 9. Ctrl-C detaches: calls go on.`,
  examples: [
    ['rt-sideband listen --port 8790', 'print the calls that ring; point a tunnel at the port'],
    ['rt-sideband listen --accept @agent.json --attach', 'answer them, and watch them side by side'],
    [
      'rt-sideband listen --accept @agent.json --exec \'rt-sideband tail "$RT_SIDEBAND_CALL_ID" --record calls/\'',
      'answer them, and record each',
    ],
    ['rt-sideband listen --reject 486 --for 10m', 'busy for ten minutes'],
  ],
  run: async (_words, options, context) => {
    refuseContradictions(options);
    const host = hostOf(options.host ?? '127.0.0.1', options.expose === true);
    const acts = options.accept !== undefined || options.reject !== undefined || options.attach === true;

    const leaving = leavingWith(context.signal);
    const inside: Context = { ...context, signal: leaving.signal };
    const gone = (error: Error & { readonly code?: string }): void =>
      leaving.leave(error.code === 'EPIPE' ? 'pipe' : 'output');
    const json = options.json === true;
    const view =
      options.attach === true
        ? await ringingView(options, inside, (error) => leaving.leave(error.kind))
        : undefined;
    const speak = voice(options, inside, view?.above);
    const accept =
      options.accept === undefined ? undefined : await sessionArgument('--accept', options.accept, inside);
    if (accept !== undefined) checkSession(accept, options.asIs === true, (warning) => speak.always(warning));
    const credentials = acts ? await credentialsFor(options, inside) : await anyCredentials(options, inside);
    const secret = await readWebhookSecret(context.env, context.cwd, {
      envFile: credentials === undefined || credentials.keyFrom === '.env',
    });
    const baseUrl = credentials?.baseUrl ?? baseUrlAlone(options, context);
    const deeds: Deeds = {
      accept,
      reject: options.reject,
      tail:
        view === undefined || credentials === undefined
          ? undefined
          : await ringingTail({ options, accepts: accept !== undefined, credentials, view, speak }, inside),
      exec: options.exec === undefined ? undefined : { line: options.exec, atOnce: options.atOnce ?? 8 },
    };
    const ring = ringing(deeds, credentials, options, inside, speak);

    const telling = listenTelling(json, view !== undefined, context, speak);
    const refused = refusals((text) => speak.always(text), context.clock, leaving.signal);
    const inHand = new Set<Promise<void>>();
    let calls = 0;
    let exit: ExitName = 'ok';
    let enough = (): void => undefined;

    const taken = ({ webhookId, incoming, body }: Taken): void => {
      telling.taken(webhookId, incoming);
      if (incoming.tells !== 'call') return;
      const { callId, caller } = incoming;
      calls += 1;
      // The sender has its answer before anything is done.
      const work = context.clock.sleep(0).then(async () => {
        noteCall({ callId, caller, baseUrl, by: 'listen' }, 'announced', inside);
        exit = worst(exit, await ring({ callId, caller }, body));
      });
      inHand.add(work);
      void work.finally(() => inHand.delete(work));
      if (calls === options.max) enough();
    };

    const door = await webhookDoor({
      host,
      port: options.port ?? 0,
      path: options.path ?? '/',
      take: takingIn({
        secret,
        clock: context.clock,
        tolerance: options.tolerance ?? usualTolerance,
        room: () => inHand.size < mostInHand && calls !== options.max,
        refused: refused.count,
        taken,
      }),
      turnedAway: refused.count,
    });
    context.stdout.on('error', gone);
    try {
      telling.ready(door.url);
      if (options.for !== undefined)
        void context.clock.sleep(options.for, leaving.signal).then(() => leaving.leave('ok'));
      await new Promise<void>((stop) => {
        enough = stop;
        if (leaving.signal.aborted || calls === options.max) stop();
        leaving.signal.addEventListener('abort', () => stop(), { once: true });
      });
    } finally {
      await door.close();
    }
    await Promise.all(inHand);
    refused.rest();
    const ended = leaving.signal.aborted ? worst(reasonOf(leaving.signal), exit) : exit;
    telling.over(calls, refused.all(), ended);
    context.stdout.off('error', gone);
    return ended;
  },
});
