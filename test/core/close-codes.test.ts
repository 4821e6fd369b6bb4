import { describe, expect, it } from 'vitest';
import { closeMeaning, isViolation, worthRedialling, type Closing } from '../../src/core/close-codes.ts';

const meaning = (closing: Partial<Closing>) => closeMeaning({ code: 1006, text: '', ...closing });

describe('what a close code means', () => {
  it.each([
    [1000, 'closed', 'unknown', 'unknown', true],
    [1001, 'closed', 'unknown', 'unknown', true],
    [1002, 'refused', 'unknown', 'refused', false],
    [1003, 'refused', 'unknown', 'refused', false],
    [1005, 'closed', 'unknown', 'unknown', true],
    [1006, 'lost', 'dropped', 'network', true],
    [1007, 'refused', 'unknown', 'refused', false],
    [1008, 'refused', 'unknown', 'refused', false],
    [1009, 'refused', 'unknown', 'refused', false],
    [1010, 'refused', 'unknown', 'refused', false],
    [1011, 'restart', 'dropped', 'network', true],
    [1012, 'restart', 'dropped', 'network', true],
    [1013, 'restart', 'dropped', 'network', true],
    [1014, 'restart', 'dropped', 'network', true],
    [1015, 'tls', 'dropped', 'network', false],
    [3000, 'auth', 'unknown', 'auth', false],
    [3003, 'auth', 'unknown', 'auth', false],
    [3999, 'refused', 'unknown', 'refused', false],
    [4000, 'refused', 'unknown', 'refused', false],
    [4999, 'refused', 'unknown', 'refused', false],
  ] as const)('%i', (code, cause, reason, exit, again) => {
    const change = meaning({ code, text: 'why' });
    expect(change).toMatchObject({ to: 'closed', cause, reason, exit, code, text: 'why' });
    expect(worthRedialling(cause)).toBe(again);
    expect(change.message).not.toContain('why');
  });

  it.each([
    ['WS_ERR_INVALID_UTF8', 'protocol'],
    ['WS_ERR_UNEXPECTED_RSV_1', 'protocol'],
    ['WS_ERR_UNEXPECTED_RSV_2_3', 'protocol'],
    ['WS_ERR_INVALID_OPCODE', 'protocol'],
    ['WS_ERR_EXPECTED_FIN', 'protocol'],
    ['WS_ERR_INVALID_CLOSE_CODE', 'protocol'],
    ['WS_ERR_TOO_MANY_BUFFERED_PARTS', 'protocol'],
    ['WS_ERR_SOMETHING_NEW', 'protocol'],
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'too-large'],
    ['no-pong', 'no-pong'],
    ['ECONNRESET', 'lost'],
    ['EPIPE', 'lost'],
  ] as const)('the local error %s decides before 1006 does', (failure, cause) => {
    expect(meaning({ failure })).toMatchObject({ cause, reason: 'dropped', exit: 'network' });
    expect(isViolation(cause)).toBe(cause === 'protocol' || cause === 'too-large');
  });

  it('names the limit of a frame, and how to raise it', () => {
    const change = meaning({ failure: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', limit: 64 * 2 ** 20 });
    expect(change.message).toContain('64 MiB');
    expect(change.hint).toContain('--max-frame');
  });

  it('names how long there was no pong', () => {
    expect(meaning({ failure: 'no-pong', silence: 4000 }).message).toBe('no pong for 4 s');
  });
});

describe('what came right before', () => {
  it.each([
    [1001, 'Your session hit the maximum duration of 60 minutes.', undefined, 'expired', 'ended', 'ok'],
    [1000, '', 'session_expired', 'expired', 'ended', 'ok'],
    [3000, 'invalid_request_error.invalid_api_key', 'invalid_api_key', 'auth', 'unknown', 'auth'],
    [1008, '', 'invalid_api_key', 'auth', 'unknown', 'auth'],
    [4000, 'invalid_request_error.invalid_api_key', undefined, 'auth', 'unknown', 'auth'],
    [4000, 'invalid_request_error.call_id_not_found', undefined, 'not-found', 'unknown', 'not-found'],
    [4000, '', 'call_id_not_found', 'not-found', 'unknown', 'not-found'],
    [
      4000,
      'invalid_request_error.beta_api_shape_disabled',
      'beta_api_shape_disabled',
      'refused',
      'unknown',
      'refused',
    ],
  ] as const)('%i %s after %s', (code, text, said, cause, reason, exit) => {
    expect(meaning({ code, text, said })).toMatchObject({ cause, reason, exit });
  });

  it('ranks the causes for an unknown call, and promises no waiting', () => {
    const { hint } = meaning({ code: 4000, text: 'invalid_request_error.call_id_not_found' });
    expect(hint).toMatch(/^most likely first: 1\. the call has ended; 2\. /);
    expect(hint).not.toContain('--wait-for-call');
  });

  it('explains the beta shape', () => {
    expect(meaning({ code: 4000, text: 'invalid_request_error.beta_api_shape_disabled' }).hint).toContain(
      'OpenAI-Beta',
    );
  });

  it.each([
    [1006, 'invalid_model', 'lost'],
    [1006, 'session_expired', 'lost'],
    [1000, 'invalid_model', 'closed'],
    [1012, 'invalid_api_key', 'restart'],
  ] as const)('an error event alone is not fatal: %i after %s is %s', (code, said, cause) => {
    expect(meaning({ code, said })).toMatchObject({ cause });
  });

  it('has no reason text when the server gave none', () => {
    expect(meaning({ code: 1000 })).not.toHaveProperty('text');
  });
});
