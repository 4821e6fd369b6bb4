export { SidebandError } from './core/error.ts';
