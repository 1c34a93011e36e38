interface Sign {
  says: string;
  pattern: RegExp;
}

// Ordinary logs and sources say none of this; a sign raises the risk of a fix and blocks nothing.
const signs: readonly Sign[] = [
  {
    says: 'hidden characters that only a model reads',
    pattern: /[\u{e0020}-\u{e007e}]{3}|[\u202a-\u202e\u2066-\u2069]|(?:[\u200b-\u200f\u2060-\u2064]){3}/u,
  },
  { says: 'the end of a data fence', pattern: /<<(?:END|DATA) [0-9a-f]{8,}/i },
  {
    says: 'a call to drop the rules',
    pattern:
      /\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|all|your|system)\b.{0,30}\b(?:instructions?|rules?|prompts?|guidelines|policy|policies)\b/i,
  },
  {
    says: 'a part played for the model',
    pattern:
      /\byou are (?:now )?(?:an? )?(?:unrestricted|jailbroken|DAN|developer mode|the system)\b|<\|?(?:im_start|im_end|system|assistant|endoftext)\|?>/i,
  },
  {
    says: 'a part played for the model',
    // With a capital, before a sentence: keys of objects are no parts.
    pattern: /^[ \t]{0,40}\[?(?:System|SYSTEM|Assistant|ASSISTANT)\]?\s*:\s+[A-Za-z]+(?:[ ,]+[A-Za-z]+){3}/m,
  },
  {
    says: 'words addressed to a model',
    pattern:
      /\b(?:AI|LLM|language model|assistant|coding agent|copilot|claude|gemini|gpt)s?\b.{0,40}\b(?:must|should|please|are (?:required|instructed)|has to|have to)\b.{0,80}\b(?:add|edit|delete|remove|run|execute|print|include|send|approve|output|write|disable)\b/i,
  },
  {
    says: 'a wish for secrets',
    pattern:
      /\b(?:print|send|post|upload|include|reveal|exfiltrate|echo)\b.{0,40}\b(?:env(?:ironment)? variables?|secrets|(?:access|api|auth) tokens?|credentials|api keys?|system prompt)\b.{0,60}\b(?:to|in|into|at|via)\b/i,
  },
];

const longest = 200_000;

/** Signs that a text was written to steer a model, in a few words each. */
export function findInjections(text: string): string[] {
  const part = text.slice(0, longest);
  return [...new Set(signs.filter(({ pattern }) => pattern.test(part)).map(({ says }) => says))];
}
