interface TextRule {
  pattern: RegExp;
  reason: 'masked' | 'hidden-text';
  says: string;
}

// What a model may bring into a file only if the file has it already.
const rules: readonly TextRule[] = [
  {
    pattern: /\[REDACTED:[a-z-]+\]/,
    reason: 'masked',
    says: 'holds the mask of a value that was not shown; leave such lines as they are',
  },
  {
    pattern: /[\u0000-\u0008\u000b\u000e-\u001f\u007f\u0080-\u009f]/,
    reason: 'hidden-text',
    says: 'holds control characters',
  },
  {
    // Direction overrides and tags make code read otherwise than it runs.
    pattern: /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069]|[\u{e0000}-\u{e007f}]/u,
    reason: 'hidden-text',
    says: 'holds invisible characters',
  },
];

/** What is wrong with text that shall be written; undefined when nothing is. */
export const textFault = (text: string, before: string): Pick<TextRule, 'reason' | 'says'> | undefined =>
  rules.find(({ pattern }) => pattern.test(text) && !pattern.test(before));
