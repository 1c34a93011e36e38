import { type Block, type Draft, lineRecogniser, type Recogniser } from '../finding.js';
import { notAnAttempt } from './not-an-attempt.js';

/** What containers, packages, processes and the services of the runner refused. Order within the table is order of precedence. */
const rows: readonly Parameters<typeof lineRecogniser>[0][] = [
  {
    tool: 'docker',
    category: 'config',
    need: [
      'Error response from daemon',
      'manifest unknown',
      'manifest for',
      'pull access denied',
      'Cannot connect to the Docker daemon',
      'failed to solve',
      'failed to pull',
    ],
    pattern:
      /^(?:docker: )?(?<message>(?:Error response from daemon: .*|Cannot connect to the Docker daemon.*|.*manifest unknown.*|.*pull access denied.*|error during connect.*|.*failed to resolve reference .*))$/,
    weight: 0.88,
    with: dockerSaid,
  },
  {
    tool: 'apt',
    category: 'infra',
    need: ['E: '],
    pattern: /^E: (?<message>.*)$/,
    weight: 0.9,
    with: (draft) =>
      // Only follows what could not be fetched.
      /^Unable to fetch some archives|index files failed to download/.test(draft.message)
        ? { ...draft, weight: 0.6 }
        : /Unable to locate package|has no installation candidate|Unable to correct problems|Unmet dependencies|Package '.*' has no/.test(
              draft.message,
            )
          ? { ...draft, category: 'dependency' }
          : /Could not get lock|Permission denied|is not signed|NO_PUBKEY/.test(draft.message)
            ? { ...draft, category: 'config' }
            : draft,
  },
  {
    tool: 'loader',
    category: 'dependency',
    need: ['cannot open shared object', 'Library not loaded', 'GLIBC'],
    pattern:
      /^(?<message>.*(?:error while loading shared libraries: .*|cannot open shared object file: .*|Library not loaded: .*|version [`']GLIBC\S* not found.*))$/,
    weight: 0.9,
  },
  {
    tool: 'process',
    category: 'runtime',
    need: [
      'Segmentation fault',
      'core dumped',
      'Bus error',
      'Illegal instruction',
      'AddressSanitizer',
      'ThreadSanitizer',
      'runtime error: ',
      'terminate called',
      'eceived signal',
      'by signal',
      'signal: ',
      'Signals.SIG',
    ],
    pattern:
      /^(?=.*(?:(?:Segmentation fault|\(core dumped\)|Bus error|Illegal instruction|[Rr]eceived signal:? ?SIG[A-Z]+)$|ERROR: (?:Address|Leak|Memory)Sanitizer|WARNING: ThreadSanitizer|\d: runtime error: |terminate called |[Tt]erminated by signal|signal: \d{1,3}, SIG[A-Z]|died with <Signals\.SIG[A-Z]))(?<message>.*)$/,
    weight: 0.85,
    with: notAnAttempt,
  },
  {
    tool: 'timeout',
    category: 'timeout',
    need: ['imed out', 'imeout', 'took >', 'eadline exceeded'],
    pattern:
      /^(?<message>(?:.*\b(?:[Cc]ommand|[Pp]rocess|[Jj]ob|[Ss]cript|[Bb]uild|[Tt]ask|[Tt]ests?|[Ss]tep)\b.{0,80}(?:timed out|took >\d+ ?min|exceeded (?:the |its )?(?:time ?out|time limit|deadline)).*|(?:timeout: )?sending signal TERM to command.*|context deadline exceeded.*))$/,
    weight: 0.7,
    with: notAnAttempt,
  },
  {
    tool: 'github-actions',
    category: 'infra',
    need: ['artifact', 'Artifact'],
    pattern:
      /^(?<message>(?:Error: )?(?:Failed to (?:CreateArtifact|FinalizeArtifact|ListArtifacts|GetSignedArtifactURL|upload artifact|download artifact).*|Unable to download artifact.*|Artifact storage quota has been hit.*|No files were found with the provided path.*|Unable to find any artifacts.*|Artifact not found.*|This request has been automatically failed because it uses a deprecated version.*))$/,
    weight: 0.9,
    with: artifact,
  },
  {
    tool: 'vcs',
    category: 'infra',
    need: ['LFS', 'smudge filter'],
    pattern:
      /^(?<message>(?:batch response: .*|Error downloading object: .*|.*smudge filter lfs failed.*|.*over its data quota.*))$/,
    weight: 0.88,
    with: (draft) =>
      /data quota/.test(draft.message)
        ? { ...draft, category: 'resource' }
        : /smudge filter lfs failed/.test(draft.message)
          ? { ...draft, weight: 0.6 }
          : draft,
  },
];

function dockerSaid(draft: Draft): Draft {
  const text = draft.message;
  if (/toomanyrequests|rate limit|timeout|connection reset|TLS handshake|50\d|no such host|EOF/i.test(text))
    return { ...draft, category: 'infra', weight: 0.92 };
  if (/denied|unauthorized|authentication required|forbidden/i.test(text))
    return { ...draft, category: 'permission', weight: 0.92 };
  if (/no space left/i.test(text)) return { ...draft, category: 'resource', weight: 0.95 };
  if (/Cannot connect|error during connect/.test(text)) return { ...draft, category: 'infra' };
  return draft;
}

function artifact(draft: Draft, block: Block): Draft {
  if (block.lines[0]?.level !== 'error' && !/^Error: /.test(block.match[0])) return { ...draft, weight: 0.5 };
  if (/No files were found|Unable to find any|not found|deprecated version/.test(draft.message))
    return { ...draft, category: 'config' };
  if (/quota/.test(draft.message)) return { ...draft, category: 'resource' };
  return draft;
}

export const machine: Recogniser[] = rows.map((row) => lineRecogniser(row));
