import { faultOf } from './answer-schema.js';
import { CallFailure } from './call-failure.js';

const maxCandidates = 60;

/**
 * Finds the JSON document in what a model wrote: the whole text, else the last fenced block, else the last
 * balanced object that fits the schema.
 */
export function readAnswer(
  text: string,
  schema: Record<string, unknown>,
  readText?: (text: string) => unknown,
): unknown {
  // Reasoning models served without a parser leave their thoughts in the text.
  const spoken = text.replace(/^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/i, '').trim();
  let fault: string | undefined;
  for (const candidate of candidatesOf(spoken)) {
    let value: unknown;
    try {
      value = JSON.parse(candidate);
    } catch {
      continue;
    }
    const found = faultOf(value, schema);
    if (found === undefined) return value;
    fault ??= found;
  }
  const read = readText?.(spoken);
  if (read !== undefined && faultOf(read, schema) === undefined) return read;
  if (fault !== undefined)
    throw new CallFailure('bad-schema', `the answer does not fit the schema (${fault})`);
  throw new CallFailure(
    'bad-json',
    spoken === '' ? 'the answer is empty' : 'the answer holds no JSON document',
  );
}

function* candidatesOf(text: string): Generator<string> {
  yield text;
  const fences = [...text.matchAll(/^[ \t]*```[a-zA-Z]*[ \t]*\r?\n([\s\S]*?)^[ \t]*```/gm)];
  for (const fence of fences.reverse().slice(0, maxCandidates)) yield fence[1] ?? '';
  yield* balancedObjects(text).reverse();
}

/** Outermost `{…}` stretches, braces inside strings not counted. */
function balancedObjects(text: string): string[] {
  const found: string[] = [];
  let from = text.indexOf('{');
  for (let tries = 0; from >= 0 && tries < maxCandidates; tries++) {
    const to = endOfObject(text, from);
    if (to > 0) found.push(text.slice(from, to));
    from = text.indexOf('{', to > 0 ? to : from + 1);
  }
  return found;
}

function endOfObject(text: string, from: number): number {
  let depth = 0;
  let inString = false;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i + 1;
  }
  return -1;
}
