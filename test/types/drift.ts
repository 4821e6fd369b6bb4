import type {
  RealtimeClientEvent,
  RealtimeServerEvent,
  RealtimeTranslationClientEvent,
  RealtimeTranslationServerEvent,
} from 'openai/resources/realtime/realtime';
import type { RealtimeEvent, ServerEvent } from '../../src/core/catalogue.ts';
import type { ClientEventType, TranslationClientEventType } from '../../src/core/client-events.ts';

type Invented = Exclude<RealtimeEvent['type'], RealtimeServerEvent['type']>;
type InventedTranslation = Exclude<
  ServerEvent['type'],
  RealtimeServerEvent['type'] | RealtimeTranslationServerEvent['type']
>;
type Missing = Exclude<
  RealtimeTranslationServerEvent['type'],
  ServerEvent['type'] | 'session.created' | 'session.updated' | 'error'
>;
type InventedTranslationClient = Exclude<TranslationClientEventType, RealtimeTranslationClientEvent['type']>;
type MissingClient = Exclude<
  RealtimeTranslationClientEvent['type'],
  TranslationClientEventType | ClientEventType
>;
type InventedClient = Exclude<ClientEventType, RealtimeClientEvent['type']>;

/** Fails the type check when a server event of ours is not one of the upstream types. */
export const invented: [Invented] extends [never] ? true : { 'not an upstream event': Invented } = true;

/** The same for the translation events. */
export const inventedTranslation: [InventedTranslation] extends [never]
  ? true
  : { 'not an upstream event': InventedTranslation } = true;

/** The same for the client events. */
export const inventedClient: [InventedClient] extends [never]
  ? true
  : { 'not an upstream event': InventedClient } = true;

/** The same for the client events of a translation session. */
export const inventedTranslationClient: [InventedTranslationClient] extends [never]
  ? true
  : { 'not an upstream event': InventedTranslationClient } = true;

/** Fails when upstream has a translation event that is not understood here: there are few, and each is words. */
export const missingTranslation: [Missing] extends [never] ? true : { 'not known here': Missing } = true;

/** The same for what a client sends. */
export const missingTranslationClient: [MissingClient] extends [never]
  ? true
  : { 'not known here': MissingClient } = true;
