import { afterEach, describe, expect, test } from 'vitest';
import { at, type Raw } from '../../src/core/raw.ts';
import { describeWithPeers, nativeHere } from '../media/native-here.ts';
import { tone, until } from '../media/two-peers.ts';
import { call, endCalls, withPeers, type Caller } from './caller.ts';
import { closeAll, connect, request, simulator, type Client } from './client.ts';
import type { Simulator } from '../../src/sim/simulator.ts';

afterEach(async () => {
  endCalls();
  await closeAll();
});

const session = {
  type: 'realtime',
  instructions: 'Be brief.',
  audio: {
    input: {
      transcription: { model: 'gpt-realtime-whisper' },
      turn_detection: { type: 'server_vad', silence_duration_ms: 300 },
    },
  },
};

/** A caller who is connected. */
const dialled = async (sim: Simulator, with_: Raw = session): Promise<Caller> => {
  const caller = await call(sim, with_);
  await caller.until('session.created');
  return caller;
};

/** Has the agent speak. */
const answered = async (caller: Caller): Promise<void> => {
  caller.send({ type: 'response.create' });
  await caller.until('output_audio_buffer.started');
};

const sideband = (sim: Simulator, caller: Caller): Promise<Client> =>
  connect(sim, `?call_id=${caller.callId}`);

const without = (types: readonly string[], ...ends: readonly string[]): string[] =>
  types.filter((type) => !ends.some((end) => type.endsWith(end)));

describeWithPeers('a call over WebRTC', () => {
  test('a turn of the caller: found in the sound, answered, heard; the same on channel and sideband', async () => {
    const sim = await withPeers();
    const caller = await dialled(sim);
    const side = await sideband(sim, caller);
    expect(await caller.until('session.created')).toMatchObject({ session: { instructions: 'Be brief.' } });
    expect(caller.types()[0]).toBe('session.created');
    caller.say(tone(1500));
    await caller.until('output_audio_buffer.stopped');
    await caller.until('conversation.item.input_audio_transcription.completed');
    const turn = without(caller.types(), '.delta', 'input_audio_transcription.completed');
    expect(turn).toEqual([
      'session.created',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'output_audio_buffer.started',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
      'output_audio_buffer.stopped',
    ]);
    expect(caller.heard()).toBeGreaterThan(500);
    await until(() => side.events.length === caller.events.length - 1);
    expect(side.events).toEqual(caller.events.slice(1));
    // Sound goes over the track, never in events.
    expect(caller.types()).not.toContain('response.output_audio.delta');
    const began = await caller.until('input_audio_buffer.speech_started');
    const ended = await caller.until('input_audio_buffer.speech_stopped');
    const length = Number(ended['audio_end_ms']) - Number(began['audio_start_ms']);
    // The tone, what is padded before it, and the silence after it; networks stretch.
    expect(length).toBeGreaterThan(1700);
    expect(length).toBeLessThan(4000);
  });

  test('what the caller says is the next line of the scenario, and its model answers', async () => {
    const sim = await withPeers({ scenario: 'order' });
    const caller = await dialled(sim);
    caller.say(tone(600));
    const heard = await caller.until('conversation.item.input_audio_transcription.completed');
    expect(heard['transcript']).toBe('A margarita, please.');
    // The app gave the session no tools: nothing is called that it does not know.
    const done = await caller.until('response.done');
    expect(JSON.stringify(done)).toMatch(/margarita/i);
    expect(JSON.stringify(done)).not.toContain('function_call');
  });

  test('tools of the session are called, and answered over the data channel', async () => {
    const sim = await withPeers({ scenario: 'order' });
    const tools = [{ type: 'function', name: 'place_order', parameters: { type: 'object' } }];
    const caller = await dialled(sim, { ...session, tools });
    caller.say(tone(600));
    const called = await caller.until('response.function_call_arguments.done');
    await caller.until('response.done');
    const item = { type: 'function_call_output', call_id: called['call_id'], output: '{"ok":true}' };
    caller.send({ type: 'conversation.item.create', item });
    const from = caller.events.length;
    caller.send({ type: 'response.create' });
    expect(await caller.until('response.output_audio_transcript.done', from)).toMatchObject({
      transcript: 'One margarita, nine euros, ready in five minutes. Anything else?',
    });
  });

  test('who interrupts cuts the voice off: cleared, cancelled or not, truncated at what was played', async () => {
    const sim = await withPeers({ scenario: 'long-talk' });
    const caller = await dialled(sim);
    const side = await sideband(sim, caller);
    await answered(caller);
    await until(() => caller.heard() > 800);
    const from = caller.events.length;
    caller.say(tone(800));
    const cut = await caller.until('conversation.item.truncated', from);
    const order = without(caller.types().slice(from), '.delta').filter((type) =>
      /speech_started|cleared|truncated|response\.done/.test(type),
    );
    const cancelled = order.includes('response.done') ? ['response.done'] : [];
    expect(order).toEqual([
      'input_audio_buffer.speech_started',
      'output_audio_buffer.cleared',
      ...cancelled,
      'conversation.item.truncated',
    ]);
    const heard = caller.heard();
    expect(Number(cut['audio_end_ms'])).toBeGreaterThan(500);
    await caller.until('input_audio_buffer.committed', from);
    // What was not played is never heard: little more than what was on its way, until the next answer begins.
    expect(caller.heard() - heard).toBeLessThan(2000);
    await until(() => side.types().includes('conversation.item.truncated'));
  });

  test('silences the voice when its app or the sideband asks for it', async () => {
    const sim = await withPeers({ scenario: 'long-talk' });
    const caller = await dialled(sim);
    const side = await sideband(sim, caller);
    await answered(caller);
    side.send({ type: 'response.cancel' });
    side.send({ type: 'output_audio_buffer.clear' });
    await caller.until('output_audio_buffer.cleared');
    await caller.until('conversation.item.truncated');
    expect(caller.types()).not.toContain('output_audio_buffer.stopped');
  });

  test('without turn detection the app commits what was said, and asks for the answer', async () => {
    const sim = await withPeers();
    const caller = await dialled(sim, {
      ...session,
      audio: { input: { transcription: { model: 'whisper-1' }, turn_detection: null } },
    });
    caller.send({ type: 'input_audio_buffer.clear' });
    await caller.until('input_audio_buffer.cleared');
    caller.say(tone(500));
    await new Promise((resolve) => setTimeout(resolve, 700));
    caller.send({ type: 'input_audio_buffer.commit' });
    await caller.until('input_audio_buffer.committed');
    expect(caller.types()).not.toContain('input_audio_buffer.speech_started');
    await answered(caller);
    caller.send({ type: 'input_audio_buffer.append', audio: 'AAAA' });
    expect(await caller.until('error')).toMatchObject({ error: { code: 'invalid_value' } });
  });

  test('a hang-up closes the connection of the caller; the next one finds no call', async () => {
    const sim = await withPeers();
    const caller = await dialled(sim);
    expect((await request(sim, 'POST', `/realtime/calls/${caller.callId}/hangup`)).status).toBe(200);
    await until(caller.left);
    const again = await request(sim, 'POST', `/realtime/calls/${caller.callId}/hangup`);
    expect([again.status, at(again.json, 'error.code')]).toEqual([404, 'call_id_not_found']);
  });

  test('a caller who leaves ends the call', async () => {
    const sim = await withPeers();
    const caller = await dialled(sim);
    const side = await sideband(sim, caller);
    caller.hangUp();
    // Much sooner than the network would notice.
    const late = new Promise<never>((_, reject) => setTimeout(reject, 10_000, new Error('too late')));
    expect((await Promise.race([side.closed, late])).code).toBe(1000);
    await expect(sideband(sim, caller)).rejects.toMatchObject({ status: 404 });
  });

  test('a caller who does not connect is gone after a while, and nothing of the call stays', async () => {
    const sim = await withPeers({ faults: ['unconnected_gone_s=1'] });
    const [stays, never] = [await dialled(sim), await call(sim, session, undefined, false)];
    const side = await sideband(sim, never);
    expect((await side.closed).code).toBe(1000);
    await expect(sideband(sim, stays)).resolves.toBeDefined();
  });

  test('who interrupts while words are still generated cancels the response before it is truncated', async () => {
    const words = 'This takes much longer to generate than anybody wants to listen to it, as it happens.';
    const sim = await withPeers({
      scenario: {
        name: 'slow',
        script: [],
        answers: [{ when: { opening: true }, say: words, piece_ms: 400 }],
      },
    });
    const caller = await dialled(sim);
    await answered(caller);
    await until(() => caller.heard() > 300);
    const from = caller.events.length;
    caller.say(tone(600));
    await caller.until('conversation.item.truncated', from);
    const order = without(caller.types().slice(from), '.delta');
    expect(order.slice(order.indexOf('input_audio_buffer.speech_started'))).toEqual([
      'input_audio_buffer.speech_started',
      'output_audio_buffer.cleared',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'conversation.item.truncated',
    ]);
    expect(await caller.until('response.done', from)).toMatchObject({
      response: { status: 'cancelled', status_details: { reason: 'turn_detected' } },
    });
  });

  test('the session ends at its age: the caller is told and hung up', async () => {
    const sim = await withPeers({ faults: ['expires_after_s=3', 'expiry_error'] });
    const caller = await dialled(sim);
    const side = await sideband(sim, caller);
    expect(await caller.until('error')).toMatchObject({ error: { code: 'session_expired' } });
    expect((await side.closed).code).toBe(1001);
    await until(caller.left);
  });

  test('a client secret calls with the bare offer, and gets the session that it stands for', async () => {
    const sim = await withPeers();
    const { json } = await request(sim, 'POST', '/realtime/client_secrets', { session });
    const caller = await call(sim, {}, String(json['value']));
    expect(await caller.until('session.created')).toMatchObject({ session: { instructions: 'Be brief.' } });
    await expect(call(sim, {}, ['ek', 'wrong'].join('_'))).rejects.toThrow('HTTP 401');
  });

  test('an offer that is none is refused, and leaves no call behind', async () => {
    const sim = await withPeers();
    const form = new FormData();
    form.set('sdp', 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\nnonsense\r\n');
    const refused = await request(sim, 'POST', '/realtime/calls', form);
    expect([refused.status, at(refused.json, 'error.code'), at(refused.json, 'error.param')]).toEqual([
      400,
      'invalid_offer',
      'sdp',
    ]);
    const listed = await fetch(`${sim.controlUrl}/calls`);
    expect(await listed.json()).toEqual({ calls: [] });
  });

  test('several calls at the same time do not hear each other', async () => {
    const sim = await withPeers();
    const [one, two] = [await dialled(sim), await dialled(sim)];
    one.say(tone(800));
    await one.until('output_audio_buffer.stopped');
    expect(one.heard()).toBeGreaterThan(300);
    expect(two.heard()).toBe(0);
    expect(two.types()).toEqual(['session.created']);
  });

  test('the log of the call has what went over the data channel, both ways', async () => {
    const sim = await withPeers();
    const caller = await dialled(sim);
    caller.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Be long.' } });
    await caller.until('session.updated');
    const log = sim.log(caller.callId).filter(({ kind }) => kind === 'peer');
    expect(log.map(({ dir, text }) => `${dir} ${String(JSON.parse(text)['type'])}`)).toEqual([
      'out session.created',
      'in session.update',
      'out session.updated',
    ]);
  });
});

test('a call that ends hangs up the leg, whether or not its data channel was ever open', async () => {
  const done: string[] = [];
  const voice = { say: () => {}, clear: () => {}, played: () => 0 };
  const leg = {
    voice,
    speech: () => Promise.resolve(new Int16Array(0)),
    serve: () => done.push('served'),
    send: () => {},
    close: () => done.push('closed'),
  };
  const sim = await simulator({ media: { answer: () => Promise.resolve({ sdp: 'v=0', leg }) } });
  const form = new FormData();
  form.set('sdp', 'v=0');
  const { headers } = await request(sim, 'POST', '/realtime/calls', form);
  await request(sim, 'POST', `${headers.get('location')?.slice('/v1'.length) ?? ''}/hangup`);
  expect(done).toEqual(['served', 'closed']);
});

describe('where the package is absent', () => {
  test('offers are answered as before, the ready line says so, and nothing is loaded', async () => {
    const warned: string[] = [];
    const sim = await withPeers({
      env: { RT_SIDEBAND_WEBRTC: 'none' },
      warn: ({ message }) => warned.push(message),
    });
    expect(sim.ready.webrtc).toBe(false);
    const form = new FormData();
    form.set('sdp', 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\n');
    const { status, text } = await request(sim, 'POST', '/realtime/calls', form);
    expect([status, text.startsWith('v=0\r\n')]).toEqual([201, true]);
    expect(warned).toEqual(['WebRTC needs the optional package @roamhq/wrtc, which is not installed']);
  });

  test.skipIf(nativeHere() === undefined)('and where it is there, the ready line says that', async () => {
    expect((await withPeers()).ready.webrtc).toBe(true);
  });
});
