/** What the model does in one response, decided before it begins. */
export type Plan = {
  readonly outputs: readonly Output[];
  /** Milliseconds from `response.created` to the first output. */
  readonly thinkMs: number;
  /** Milliseconds between two pieces of text. */
  readonly pieceMs: number;
  /** The response ends `failed` with this after its outputs. */
  readonly failure?: { readonly type: string; readonly code: string; readonly message: string };
  /** The response ends `incomplete` for this reason after its outputs. */
  readonly incomplete?: string;
};

/** One thing a response puts out. */
export type Output =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'function'; readonly name: string; readonly arguments: string }
  | {
      readonly kind: 'mcp';
      readonly server: string;
      readonly name: string;
      readonly arguments: string;
      readonly result: string;
      readonly failed: boolean;
    };
