import { findPlace } from './find-place.js';
import type { Finding } from './finding.js';
import type { ReadStep } from './job-reader.js';
import { categoryOfText, isEcho } from './recognisers/generic-wording.js';

/** What an action gives as the reason of its failure, and a script with `::error::`, is meant for the reader. */
const weight = 0.62;
const maxMarked = 3;

/** The last lines of a step that were marked as errors, whatever words they use. */
export function markedWords(step: ReadStep): Finding[] {
  const marked = step.tail.filter(
    (line) => line.level === 'error' && line.number !== step.end?.line && !isEcho(line.text),
  );
  return marked.slice(-maxMarked).map((line) => {
    const message = line.text.replace(/^(?:Error: )+/, '').trim();
    return {
      tool: 'generic',
      category: categoryOfText(message, 'unknown'),
      severity: 'error',
      message,
      ...findPlace(message),
      weight,
      from: line.number,
      to: line.number,
      spanTo: line.number,
      excerpt: [line.text.slice(0, 240)],
    };
  });
}
