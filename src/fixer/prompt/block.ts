/** A part of a prompt that can be made shorter or left out for want of room. */
export interface Block {
  /** Our own words before it. */
  intro?: string;
  /** Of the fence around untrusted text; our own words stand without one. */
  label?: string;
  /** Cleaned already. */
  text: string;
  /** The lowest go first. */
  rank: number;
  /** Tokens down to which it may be cut; without one it is shown whole or not at all. */
  floor?: number;
  /** File that it shows. */
  file?: string;
}

export interface Section {
  title: string;
  blocks: Block[];
}

/** Ranks: what a reader misses least comes first. */
export const ranks = {
  logTail: 10,
  left: 15,
  pastFix: 20,
  farCode: 30,
  furtherExcerpt: 40,
  hints: 45,
  culprit: 50,
  olderAttempt: 55,
  nearCode: 60,
  excerpt: 70,
  lastAttempt: 75,
  failingCode: 80,
  command: 90,
  facts: 95,
  errors: 100,
} as const;
