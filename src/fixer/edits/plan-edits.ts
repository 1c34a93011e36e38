import type { Edit } from '../../domain/index.js';
import { inStyleOf, openText, spliceRaw } from './file-text.js';
import { type Located, locateEdit, type ReplaceEdit } from './locate-edit.js';
import type { Stage } from './match-stages.js';
import { decodeEditable } from './read-editable.js';
import { type Refusal, refuse } from './refusal.js';
import { textFault } from './text-rules.js';

/** One file as it shall be. */
export type PlannedFile =
  | { kind: 'write'; file: string; content: string; stage: Stage | 'rewrite' }
  | { kind: 'create'; file: string; content: string }
  | { kind: 'delete'; file: string }
  /** `content` when it is changed on the way. */
  | { kind: 'rename'; file: string; to: string; content: string | undefined; stage: Stage | undefined };

export interface Planned {
  ok: true;
  files: PlannedFile[];
}

export interface PlanOptions {
  /** May this file be replaced as a whole? All may, unless told. */
  mayRewrite?: (file: string, lines: number) => boolean;
}

/** Bytes of a file of the project; undefined when it is not there. */
export type ReadBytes = (file: string) => Promise<Uint8Array | string | undefined>;

/**
 * Works out what every file becomes, all places found in the files as they stand now. Nothing is written. One
 * edit that cannot be made truly refuses all.
 */
export async function planEdits(
  edits: readonly Edit[],
  readBytes: ReadBytes,
  options: PlanOptions = {},
): Promise<Planned | Refusal> {
  if (edits.length === 0) return refuse('no-edits', '', 'there are no edits');
  const byFile = new Map<string, Numbered[]>();
  for (const [i, edit] of edits.entries()) {
    byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), { edit, block: i + 1 }]);
  }
  const targets = edits.flatMap((e) =>
    e.action === 'rename' ? [e.to] : e.action === 'create' ? [e.file] : [],
  );
  const twice = targets.find((t, i) => targets.indexOf(t) !== i);
  if (twice !== undefined) return refuse('conflict', twice, `two edits make ${twice}`);

  const files: PlannedFile[] = [];
  for (const group of byFile.values()) {
    const planned = await planFile(group, readBytes, options);
    if ('ok' in planned) return planned;
    files.push(planned);
  }
  return { ok: true, files };
}

interface Numbered {
  edit: Edit;
  block: number;
}

async function planFile(
  group: Numbered[],
  readBytes: ReadBytes,
  options: PlanOptions,
): Promise<PlannedFile | Refusal> {
  const [first, ...others] = group.filter(({ edit }) => edit.action !== 'replace');
  const file = group[0]?.edit.file ?? '';
  const clash =
    others[0] ??
    (first !== undefined && first.edit.action !== 'rename' && group.length > 1 ? first : undefined);
  if (clash !== undefined) {
    return refuse('conflict', file, `the edits of ${file} exclude each other`, { block: clash.block });
  }
  const block = (first ?? group[0])?.block ?? 0;
  const bytes = await readBytes(file);
  if (first?.edit.action === 'create') {
    return bytes === undefined
      ? (faultIn(first.edit.content, '', { file, block }) ?? {
          kind: 'create',
          file,
          content: first.edit.content,
        })
      : refuse('exists', file, `${file} is there already; replace lines of it instead`, { block });
  }
  if (bytes === undefined) return refuse('missing', file, `there is no file ${file}`, { block });
  if (first?.edit.action === 'delete') return { kind: 'delete', file };
  if (first?.edit.action === 'rename' && (await readBytes(first.edit.to)) !== undefined) {
    return refuse('exists', first.edit.to, `${first.edit.to} is there already`, { block });
  }
  const replaces = group.flatMap(({ edit, block: n }) =>
    edit.action === 'replace' ? [{ edit, block: n }] : [],
  );
  if (first?.edit.action === 'rename' && replaces.length === 0) {
    return { kind: 'rename', file, to: first.edit.to, content: undefined, stage: undefined };
  }
  const text = typeof bytes === 'string' ? bytes : decodeEditable(bytes, file);
  if (typeof text !== 'string') return { ...text, block };
  if (first?.edit.action === 'rewrite') return planRewrite(text, { edit: first.edit, block }, options);
  const changed = replaceIn(text, replaces);
  if ('ok' in changed) return changed;
  return first?.edit.action === 'rename'
    ? { kind: 'rename', file, to: first.edit.to, ...changed }
    : { kind: 'write', file, ...changed };
}

function planRewrite(
  text: string,
  { edit, block }: { edit: Extract<Edit, { action: 'rewrite' }>; block: number },
  options: PlanOptions,
): PlannedFile | Refusal {
  const { file } = edit;
  const opened = openText(text);
  if (!(options.mayRewrite?.(file, opened.lines.length) ?? true)) {
    return refuse('not-allowed', file, `${file} may not be rewritten as a whole; replace lines of it`, {
      block,
    });
  }
  const content = inStyleOf(opened, edit.content);
  const fault = faultIn(edit.content, text, { file, block });
  if (fault !== undefined) return fault;
  return content === text
    ? refuse('no-op', file, `the edit changes nothing in ${file}`, { block })
    : { kind: 'write', file, content, stage: 'rewrite' };
}

function faultIn(
  text: string,
  before: string,
  { file, block }: { file: string; block: number },
): Refusal | undefined {
  const fault = textFault(text, before);
  return fault && refuse(fault.reason, file, `the new text for ${file} ${fault.says}`, { block });
}

function replaceIn(
  text: string,
  edits: { edit: ReplaceEdit; block: number }[],
): { content: string; stage: Stage } | Refusal {
  const opened = openText(text);
  const found: (Located & { block: number; file: string })[] = [];
  for (const { edit, block } of edits) {
    const located =
      faultIn(edit.replace, text, { file: edit.file, block }) ?? locateEdit(opened, edit, block);
    if (!located.ok) return located;
    found.push({ ...located, block, file: edit.file });
  }
  found.sort((a, b) => a.splice.start - b.splice.start || a.splice.end - b.splice.end);
  for (const [i, next] of found.entries()) {
    const before = found[i - 1];
    if (before === undefined) continue;
    const isSamePoint = before.splice.start === next.splice.start;
    if (before.splice.end > next.splice.start || isSamePoint) {
      const message = `edits ${before.block} and ${next.block} change the same lines of ${next.file}; make them one`;
      return refuse('overlap', next.file, message, { block: next.block });
    }
  }
  const stage =
    found
      .map((f) => f.stage)
      .sort()
      .at(-1) ?? 'S0';
  return {
    content: spliceRaw(
      opened,
      found.map((f) => f.splice),
    ),
    stage,
  };
}
