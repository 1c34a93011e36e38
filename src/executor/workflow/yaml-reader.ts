import { type Document, isNode, LineCounter, parseDocument } from 'yaml';

import type { WorkflowProblem } from './workflow.js';

export type Path = (string | number)[];

/** A YAML document as plain values, with the means to say where a fault lies. */
export interface YamlSource {
  value: unknown;
  problems: WorkflowProblem[];
  complain(path: Path, message: string): void;
}

/** YAML 1.2 core with anchors, without `<<` merging: what GitHub reads. */
export function readYaml(text: string): YamlSource {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { version: '1.2', merge: false, lineCounter, prettyErrors: false });
  const problems = document.errors.map((error): WorkflowProblem => {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return { line, column: col, message: firstLine(error.message) };
  });
  const complain = (path: Path, message: string): void => {
    const offset = offsetOf(document, path);
    const { line, col } = offset === undefined ? { line: 1, col: 1 } : lineCounter.linePos(offset);
    problems.push({ line, column: col, message });
  };
  return { value: problems.length > 0 ? undefined : toPlain(document, complain), problems, complain };
}

/** An alias bomb or an unresolved alias is a fault of the file, not of cifix. */
function toPlain(document: Document, complain: YamlSource['complain']): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    complain([], error instanceof Error ? firstLine(error.message) : 'the YAML cannot be resolved');
    return undefined;
  }
}

/** The offset of the nearest node that exists on the path. */
function offsetOf(document: Document, path: Path): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text;
