import { lineRecogniser, type Recogniser } from '../finding.js';
import { lineAbove } from './look-back.js';

/** Clusters, databases, site builders, link checkers, and what scripts say of their surroundings. */
export const servicesAndSites: Recogniser[] = [
  lineRecogniser({
    tool: 'kubeconform',
    category: 'config',
    need: [' is invalid: ', ' failed validation: '],
    pattern: /^(?<file>\S+) - (?<message>\w+ \S+ (?:is invalid|failed validation): .*)$/,
    weight: 0.9,
    with({ file, ...draft }) {
      return file && file !== 'stdin' ? { ...draft, file } : draft;
    },
  }),
  lineRecogniser({
    tool: 'jsonschema',
    category: 'config',
    need: '::$',
    pattern: /^\s*(?<file>[\w@./-]+\.\w+)::(?<message>\$\S*: .*)$/,
    weight: 0.9,
  }),
  lineRecogniser({
    tool: 'kubectl',
    category: 'config',
    need: 'The connection to the server ',
    pattern: /^(?<message>The connection to the server \S+ was refused.*)$/,
    weight: 0.86,
  }),
  lineRecogniser({
    tool: 'process',
    category: 'runtime',
    need: ['Segmentation fault', 'Illegal instruction', 'Bus error', 'Floating point exception'],
    pattern:
      /^(?:\S+: line \d+: +\d+ )?(?<message>(?:Segmentation fault|Illegal instruction|Bus error|Floating point exception)(?: +\(core dumped\))?(?: +\S.*)?)$/,
    weight: 0.72,
  }),
  lineRecogniser({
    // Scripts that wait for a service.
    tool: 'wait',
    category: 'timeout',
    need: [
      'imed out waiting',
      'imeout waiting',
      'did not become',
      'did not start',
      'did not come up',
      'never became',
      'not ready after',
      'not healthy after',
      'ave up waiting',
    ],
    pattern:
      /^(?<message>.*\b(?:[Tt]imed? ?out waiting (?:for|on)|did not (?:become|start|come up)\b.*\b(?:within|in|after|ready|healthy)|never became|not (?:ready|healthy) after|gave up waiting).*)$/,
    weight: 0.67,
  }),
  lineRecogniser({
    // Scripts that check their surroundings.
    tool: 'script',
    category: 'config',
    need: ['must be set', 'is not set', 'not set in', 'environment variable'],
    pattern:
      /^(?<message>(?!\s*(?:#|echo)).*\b[A-Z][A-Z0-9_]{3,}\b.{0,40}\b(?:must be set|is not set|not set in|is required|must be defined)\b.*)$/,
    weight: 0.66,
  }),
  lineRecogniser({
    tool: 'docker',
    category: 'config',
    need: 'Cannot connect to the Docker daemon',
    pattern: /(?<message>Cannot connect to the Docker daemon .*)$/,
    weight: 0.8,
  }),
  lineRecogniser({
    tool: 'hugo',
    category: 'compile',
    need: [' failed: "', 'error building site'],
    pattern:
      /^(?:ERROR |Error: )?(?<message>.*?"(?<file>[^":]+\.(?:html|md|xml)):(?<line>\d+):(?<column>\d+)": .*)$/,
    weight: 0.9,
    with: (draft) => (/^error building site/.test(draft.message) ? { ...draft, weight: 0.5 } : draft),
  }),
  {
    tool: 'link-check',
    category: 'lint',
    need: [' | ', '[✖] '],
    start:
      /^\s*(?:\[(?<code>\d{3}|ERROR|TIMEOUT)\] (?<message>\S+ \| .*)|\[✖\] (?<message2>\S+ → Status: \d+))$/,
    weight: 0.9,
    read(block) {
      const file = lineAbove(block, /^\[(\S+\.\w+)\]:$|^FILE: (\S+)$/, 60);
      const { code, message, message2 } = block.match.groups ?? {};
      const at = file?.[1] ?? file?.[2];
      return { message: message ?? message2 ?? '', ...(code && { code }), ...(at && { file: at }) };
    },
  },
  lineRecogniser({
    tool: 'alembic',
    category: 'config',
    need: 'FAILED: ',
    pattern:
      /^FAILED: (?<message>(?:Multiple head|Can't locate revision|Target database is not up to date|No such revision).*)$/,
    weight: 0.9,
  }),
  lineRecogniser({
    tool: 'json',
    category: 'compile',
    need: '(char ',
    pattern: /^(?<message>[A-Z].*: line \d+ column \d+ \(char \d+\))$/,
    weight: 0.67,
  }),
];
