import { lineRecogniser, type Recogniser } from '../finding.js';

/** The runner's own words, and faults of the workflow itself. */
export const githubActions: Recogniser[] = [
  lineRecogniser({
    tool: 'github-actions',
    category: 'infra',
    need: [
      'The runner has received a shutdown signal',
      'lost communication with the server',
      'The self-hosted runner',
      'The hosted runner',
    ],
    pattern:
      /^(?<message>(?:The runner has received a shutdown signal\..*|The (?:hosted|self-hosted) runner.*lost communication.*))$/,
    weight: 0.99,
  }),
  lineRecogniser({
    tool: 'github-actions',
    category: 'timeout',
    need: ['has timed out after', 'exceeded the maximum execution time'],
    pattern:
      /^(?<message>(?:The action '.*' has timed out after \d+ minutes\.?|The job running on runner .* has exceeded the maximum execution time.*|The job has exceeded the maximum execution time.*))$/,
    weight: 0.98,
  }),
  lineRecogniser({
    tool: 'github-actions',
    category: 'timeout',
    need: ['operation was canceled', 'A task was canceled', 'Canceling since a higher priority'],
    pattern:
      /^(?:Error: )?(?<message>(?:The operation was canceled\.|A task was canceled\.|Canceling since a higher priority waiting request.*))$/,
    weight: 0.7,
  }),
  lineRecogniser({
    tool: 'github-actions',
    category: 'config',
    need: [
      'Unable to resolve action',
      "Can't find 'action.yml'",
      'Unrecognized named-value',
      'The workflow is not valid',
      'Invalid workflow file',
      'Unexpected input(s)',
      'Unable to find',
      'Missing download info',
      'is not allowed to be used',
      'The template is not valid',
      'Unexpected value',
      "Can't use",
    ],
    pattern:
      /^(?<message>(?:Unable to resolve action.*|Can't find 'action\.yml'.*|.*Unrecognized named-value.*|The workflow is not valid\..*|Invalid workflow file.*|(?:Error: )?The template is not valid\..*|Missing download info for.*|.* is not allowed to be used in .*|Unable to find a matching runner.*|Unexpected value '.*))$/,
    weight: 0.97,
  }),
  lineRecogniser({
    tool: 'github-actions',
    category: 'infra',
    need: [
      'Failed to download archive',
      'Failed to download action',
      'Failed to resolve action download info',
      'download has timed out',
      'Failed to initialize container',
      'Container pull failed',
      'Docker pull failed',
    ],
    pattern:
      /^(?<message>(?:Failed to download archive.*|Failed to download action .*|Failed to resolve action download info.*|Action '.*' download has timed out.*|Failed to initialize containers?.*))$/,
    weight: 0.95,
    with: (draft) =>
      /Back off|^Failed to download action|^Action '/.test(draft.message) ? { ...draft, weight: 0.8 } : draft,
  }),
  lineRecogniser({
    tool: 'github-actions',
    category: 'config',
    need: [
      'Version ',
      'Unable to find',
      'The specified node version',
      'not found in manifest',
      'Could not find satisfied version',
      'Unable to locate executable',
      'was not found in the local cache',
    ],
    pattern:
      /^(?:Error: )?(?<message>(?:Unable to find (?:Node|Go|Python|Java|version).*|The (?:specified|version) .* (?:does not exist|not found).*|Version \S+ (?:with arch \S+ |was |of .* )not found.*|Could not find satisfied version.*|Unable to locate executable file: .*|The version '\S+' with architecture '\S+' was not found.*|Dependencies lock file is not found in.*|Some specified paths were not resolved, unable to cache dependencies\.))$/,
    weight: 0.94,
  }),
  lineRecogniser({
    tool: 'actionlint',
    category: 'config',
    need: ['.github/workflows/'],
    pattern:
      /^(?:Error: )?(?<file>\.github\/workflows\/\S+?\.ya?ml):(?<line>\d+):(?<column>\d+): (?<message>.*?)(?: \[(?<code>[\w-]+)\])?$/,
    weight: 0.94,
  }),
  lineRecogniser({
    tool: 'actionlint',
    category: 'config',
    need: ['Invalid workflow file: ', 'error parsing called workflow'],
    pattern:
      /^(?:Invalid workflow file: (?<file>\.github\/\S+?)(?:#L(?<line>\d+))?|error parsing called workflow.*)\s*(?<message>.*)$/,
    weight: 0.95,
  }),
];
