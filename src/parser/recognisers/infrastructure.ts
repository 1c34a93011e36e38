import { findPlace } from '../find-place.js';
import { type Draft, draftOf, lineRecogniser, type Recogniser } from '../finding.js';
import { lineAbove } from './look-back.js';

/** Containers and infrastructure as code. */
export const infrastructure: Recogniser[] = [
  lineRecogniser({
    tool: 'docker',
    category: 'unknown',
    need: [
      'executor failed running',
      'failed to solve',
      'did not complete successfully',
      'returned a non-zero code',
    ],
    pattern:
      /(?<message>#\d+ ERROR: .*|^.*(?:executor failed running |did not complete successfully: exit code).*|ERROR: failed to (?:solve|build).*|The command '.*' returned a non-zero code: \d+)$/,
    weight: 0.5,
    with(draft) {
      const text = draft.message;
      if (
        /not found|failed to (?:compute cache key|read dockerfile|calculate checksum)/.test(text) &&
        !/exit code/.test(text)
      )
        return { ...draft, category: 'config', weight: 0.9, file: 'Dockerfile' };
      if (/dockerfile parse error|unknown instruction/i.test(text))
        return { ...draft, category: 'compile', weight: 0.92, file: 'Dockerfile' };
      if (/exit code: 137/.test(text)) return { ...draft, category: 'resource', weight: 0.85 };
      return draft;
    },
  }),
  lineRecogniser({
    tool: 'docker-compose',
    category: 'runtime',
    need: ['is unhealthy', 'dependency failed to start'],
    pattern:
      /^(?<message>.*(?:dependency failed to start: .*|container \S+ is unhealthy|container \S+ exited \(\d+\)))$/,
    weight: 0.82,
  }),
  {
    tool: 'terraform',
    category: 'config',
    need: ['Error: '],
    start: /^\s*[│╷|]\s*Error: (?<message>.*)$/,
    maxLines: 16,
    until: /^\s*[╵]|^\s*[│|]\s*Error: /,
    weight: 0.93,
    read(block) {
      const lines = block.lines.map((line) => line.text.replace(/^\s*[│╷|]\s?/, ''));
      const place = lines.map((line) => /^\s*on (\S+) line (\d+)/.exec(line)).find((match) => match);
      const all = lines.join(' ');
      const draft: Draft = {
        message: block.match.groups?.message ?? '',
        ...(place?.[1] && { file: place[1], line: Number(place[2]) }),
      };
      // The next box names file and line.
      if (/encountered problems during initiali[sz]ation/.test(draft.message))
        return { ...draft, weight: 0.5 };
      if (/No valid credential|AccessDenied|Unauthorized|40[13]\b|not authorized/.test(all))
        return { ...draft, category: 'permission' };
      if (
        /Failed to query available provider|could not query provider registry|Failed to install provider/.test(
          all,
        )
      )
        return {
          ...draft,
          category: /time-?out|deadline exceeded|\b50\d\b|connection|request failed|try again later/i.test(
            all,
          )
            ? 'infra'
            : 'dependency',
        };
      if (
        /Unsupported argument|Invalid|Un(?:closed|expected|terminated)|Missing newline|Missing required argument|Reference to undeclared|Argument or block/.test(
          draft.message,
        )
      )
        return { ...draft, category: 'compile' };
      return draft;
    },
  },
  {
    tool: 'hadolint',
    category: 'lint',
    need: [' DL', ' SC'],
    start:
      /^(?<file>\S*[Dd]ockerfile\S*):(?<line>\d+) (?<code>(?:DL|SC)\d+) (?<severity>error|warning|info|style): (?<message>.*)$/,
    weight: 0.93,
    read: (block) => draftOf(block.match),
  },
  {
    tool: 'ansible',
    category: 'runtime',
    need: ['fatal: ['],
    start: /^fatal: \[(?<host>[^\]]+)\]: (?<state>FAILED!|UNREACHABLE!) => (?<message>.*)$/,
    weight: 0.93,
    read: (block) => {
      const task = lineAbove(block, /^TASK \[(.*?)\]/, 60)?.[1];
      const state = block.match.groups?.state;
      return {
        message: `${task ? `${task}: ` : ''}${block.match.groups?.message ?? ''}`,
        category: state === 'UNREACHABLE!' ? 'infra' : 'runtime',
      };
    },
  },
  lineRecogniser({
    tool: 'helm',
    category: 'config',
    need: [
      'Error: INSTALLATION FAILED',
      'Error: UPGRADE FAILED',
      'Error: template:',
      '[ERROR] templates',
      'Error: unable to build kubernetes',
    ],
    pattern:
      /^(?:Error: (?<message>(?:INSTALLATION FAILED|UPGRADE FAILED|template: (?<file>[^\s:]+):(?<line>\d+)|unable to build kubernetes).*)|\[ERROR\] (?:templates\/.*))$/,
    weight: 0.92,
    with: (draft, block) => ({ ...draft, ...findPlace(block.match.input.replace(/^.*?template: /, '')) }),
  }),
  lineRecogniser({
    tool: 'kubectl',
    category: 'config',
    need: [
      'error: error validating',
      'Error from server',
      'error: unable to recognize',
      'error: timed out waiting for the condition',
      'exceeded its progress deadline',
    ],
    pattern:
      /^(?<message>(?:error: error validating.*|Error from server.*|error: unable to recognize.*|error: timed out waiting.*|error: deployment .* exceeded its progress deadline))$/,
    weight: 0.9,
    with: (draft) =>
      /Forbidden|Unauthorized/.test(draft.message) ? { ...draft, category: 'permission' } : draft,
  }),
];
