export { attach, readRecording, startSimulator, type AttachOptions, type ReadRecording } from './library.ts';
export { placeCall, type PlacedCall, type PlaceOptions } from './place-call.ts';
export type { Call } from './live-call.ts';
export {
  judgeRecording,
  measure,
  prices,
  redactor,
  redactRecording,
  type Judgement,
  type Redaction,
} from './evidence.ts';
export { judge, type Judge, type Judged } from './core/expect/judge.ts';
export { parseExpectation } from './core/expect/parse.ts';
export { where } from './core/expect/picks.ts';
export { readPrices } from './core/price.ts';
export { metricsJson, turnJson } from './core/metrics/as-json.ts';
export { summary } from './core/metrics/summary.ts';
export { total } from './core/metrics/total.ts';
export { observe, observer } from './core/observe.ts';
export { lineOf } from './core/line.ts';
export { exitCodes, SidebandError, type ExitName, type Kind } from './core/error.ts';
export type { SimulatorOptions } from './sim/simulator-options.ts';
export type { Ready, Simulator } from './sim/simulator.ts';
export type { CallId, ToolCallId } from './core/ids.ts';
export type { Entry, Header } from './core/ports.ts';
export type { Event } from './core/event.ts';
export type { Line } from './core/definition.ts';
export type { Said, Saying } from './core/say.ts';
export type { Outcome } from './core/settle.ts';
export type { EndReason, Gap, Instant, LinkChange, Signal } from './core/signal.ts';
export type { Scenario } from './sim/scenario.ts';
export type {
  ConfigSeen,
  Draft,
  ErrorSeen,
  GapSeen,
  Item,
  RateLimit,
  Response,
  Role,
  Session,
  ToolCall,
  Usage,
} from './core/session.ts';
export type { Raw } from './core/raw.ts';
export type { Filter } from './core/filter.ts';
export type { Evidence, Expectation, Verdict } from './core/expect/expectation.ts';
export type { Measuring, Metrics, Turn } from './core/metrics.ts';
export type { Metric, Unit } from './core/metrics/metric.ts';
export type { Summary } from './core/metrics/summary.ts';
export type { Prices } from './core/price.ts';
export type { Redacted } from './io/redact.ts';
