import type {
  RealtimeClientEvent,
  RealtimeServerEvent,
  RealtimeTranslationServerEvent,
} from 'openai/resources/realtime/realtime';
import type { RealtimeEvent, ServerEvent } from '../../src/core/catalogue.ts';
import type { ClientEventType } from '../../src/core/client-events.ts';

type Invented = Exclude<RealtimeEvent['type'], RealtimeServerEvent['type']>;
type InventedTranslation = Exclude<
  ServerEvent['type'],
  RealtimeServerEvent['type'] | RealtimeTranslationServerEvent['type']
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
