/** Why an edit was not made. */
export type RefusalReason =
  | 'bad-path'
  | 'symlink'
  | 'nested-repository'
  | 'not-a-file'
  | 'hard-link'
  | 'too-large'
  | 'binary'
  | 'not-utf8'
  | 'lfs-pointer'
  | 'exists'
  | 'missing'
  | 'not-found'
  | 'ambiguous'
  | 'overlap'
  | 'no-op'
  | 'empty-find'
  | 'conflict'
  | 'not-allowed'
  | 'masked'
  | 'hidden-text'
  | 'no-edits';

/** One refused edit refuses all of them: nothing was written. */
export interface Refusal {
  ok: false;
  reason: RefusalReason;
  /** As the edit named it. */
  file: string;
  /** 1-based position among the edits; 0 when it is not about a single one. */
  block: number;
  /** One sentence for the next attempt. */
  message: string;
  /** Numbered lines of the file that come closest to what was looked for. */
  nearest?: string;
}

export const refuse = (
  reason: RefusalReason,
  file: string,
  message: string,
  more: { block?: number; nearest?: string | undefined } = {},
): Refusal => ({
  ok: false,
  reason,
  file,
  block: more.block ?? 0,
  message,
  ...(more.nearest === undefined ? {} : { nearest: more.nearest }),
});
