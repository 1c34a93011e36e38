import { spokenShapes } from './spoken-shapes.js';
import { tokenShapes } from './token-shapes.js';

/** A stretch of text that holds a secret. */
export interface Finding {
  kind: string;
  start: number;
  end: number;
}

/** What is found at the place of one match of the big pattern. */
interface Rule {
  kind: string;
  pattern: RegExp;
}

const rulesByAnchor = new Map<string, Rule[]>();
const inner = new Set<string>();
for (const { kind, anchors, pattern, isInner } of [...tokenShapes, ...spokenShapes]) {
  for (const anchor of anchors) {
    if (isInner) inner.add(anchor);
    rulesByAnchor.set(anchor, [...(rulesByAnchor.get(anchor) ?? []), { kind, pattern }]);
  }
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

// One pass over the text looks for all anchors at once. A token begins where no letter or digit stands before,
// save for anchors that themselves begin with a sign.
const anchorPattern = new RegExp(
  [...rulesByAnchor.keys()]
    .sort((a, b) => b.length - a.length)
    .map((a) => (/^\w/.test(a) && !inner.has(a) ? `(?<![A-Za-z0-9])${escapeRegExp(a)}` : escapeRegExp(a)))
    .join('|'),
  'g',
);

/** Tokens that are known by their shape. */
export function findTokens(text: string): Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(anchorPattern)) {
    for (const { kind, pattern } of rulesFor(match[0])) {
      pattern.lastIndex = match.index;
      const hit = pattern.exec(text);
      if (hit === null) continue;
      const secret = hit.groups?.secret;
      const end = match.index + hit[0].length;
      found.push({ kind, start: secret === undefined ? match.index : end - secret.length, end });
      break;
    }
  }
  return found;
}

// A longer anchor may hide a shorter one that fits: `sk-ant-` and `sk-`.
function rulesFor(anchor: string): Rule[] {
  const own = rulesByAnchor.get(anchor) ?? [];
  return anchor.startsWith('sk-') && anchor !== 'sk-' ? [...own, ...(rulesByAnchor.get('sk-') ?? [])] : own;
}
