import type {
  Attempt,
  BugReport,
  Failure,
  HealRecord,
  HealState,
  Job,
  Plan,
  PlannedStep,
  Receipt,
  Run,
} from '../../src/domain/index.js';

// Complete values of the vocabulary; a test names only what it is about.

export const sha = (digit: string): string => digit.repeat(40);

export const aReport = (given: Partial<BugReport> = {}): BugReport => ({
  fingerprint: 'f1',
  tool: 'eslint',
  category: 'lint',
  severity: 'error',
  file: 'src/a.js',
  line: 3,
  column: 5,
  code: 'no-var',
  message: 'Unexpected var',
  evidence: { startLine: 10, endLine: 10, excerpt: '  3:5  error  Unexpected var  no-var' },
  rootCause: true,
  score: 0.9,
  ...given,
});

export const aFailure = (given: Partial<Failure> = {}): Failure => ({
  job: 'check',
  step: 'Run npm run lint',
  command: 'npm run lint',
  exitCode: 1,
  category: 'lint',
  owner: 'developer',
  summary: 'Unexpected var in src/a.js',
  action: 'fix',
  confidence: 0.9,
  flaky: { likely: false },
  reports: [aReport()],
  keyLines: [[10, 10]],
  ...given,
});

export const aRun = (given: Partial<Run> = {}): Run => ({
  id: 77,
  attempt: 1,
  repo: 'octo/project',
  workflow: 'CI',
  path: '.github/workflows/ci.yml',
  event: 'push',
  branch: 'main',
  headSha: sha('a'),
  headRepo: 'octo/project',
  status: 'completed',
  conclusion: 'failure',
  createdAt: '2026-01-02T03:00:00Z',
  url: 'https://github.test/octo/project/actions/runs/77',
  pullRequests: [],
  ...given,
});

export const aJob = (given: Partial<Job> = {}): Job => ({
  id: 501,
  name: 'check',
  status: 'completed',
  conclusion: 'failure',
  startedAt: '2026-01-02T03:00:10Z',
  completedAt: '2026-01-02T03:00:40Z',
  labels: ['ubuntu-latest'],
  steps: [
    {
      number: 3,
      name: 'Run npm run lint',
      status: 'completed',
      conclusion: 'failure',
      startedAt: '2026-01-02T03:00:20Z',
      completedAt: '2026-01-02T03:00:30Z',
    },
  ],
  ...given,
});

const aStep = (number: number, script: string, workingDirectory?: string): PlannedStep => ({
  number,
  name: `Run ${script}`,
  env: {},
  continueOnError: false,
  action: { kind: 'run', script, shell: 'bash', ...(workingDirectory ? { workingDirectory } : {}) },
});

export const aPlan = (given: Partial<Plan> = {}): Plan => ({
  workflowPath: '.github/workflows/ci.yml',
  workflowName: 'CI',
  jobId: given.jobName ?? 'check',
  jobName: 'check',
  matrix: {},
  env: {},
  runsOn: ['ubuntu-latest'],
  timeoutMinutes: 30,
  steps: [aStep(2, 'npm ci'), aStep(3, 'npm run lint'), aStep(4, 'npm test')],
  warnings: [],
  ...given,
});

export const anAttempt = (given: Partial<Attempt> = {}): Attempt => ({
  n: 1,
  provider: 'recipes',
  summary: 'eslint --fix on src/a.js',
  diff: 'diff --git a/src/a.js b/src/a.js\n',
  tree: sha('d'),
  byRecipe: true,
  changes: [{ file: 'src/a.js', kind: 'modified', added: 1, removed: 1 }],
  verified: true,
  tokens: { input: 0, output: 0 },
  costUsd: 0,
  ms: 1200,
  ...given,
});

export const aReceipt = (given: Partial<Receipt> = {}): Receipt => ({
  before: {
    fingerprints: ['f1'],
    steps: [{ job: 'check', command: 'npm run lint', exitCode: 1, durationMs: 2100 }],
  },
  after: {
    steps: [{ job: 'check', command: 'npm run lint', exitCode: 0, durationMs: 1900 }],
    wholeJob: true,
  },
  withoutFix: {
    fingerprints: ['f1'],
    steps: [{ job: 'check', command: 'npm run lint', exitCode: 1, durationMs: 2000 }],
    sameFingerprints: true,
  },
  putBack: { steps: [{ job: 'check', command: 'npm run lint', exitCode: 0, durationMs: 1800 }] },
  sandbox: 'bwrap',
  notes: [],
  ...given,
});

export const aRecord = (state: HealState, given: Partial<HealRecord> = {}): HealRecord => ({
  id: 'abcdef12',
  repo: 'octo/project',
  runId: 77,
  runAttempt: 1,
  run: aRun(),
  remoteUrl: 'https://github.test/octo/project.git',
  branch: 'main',
  headSha: sha('a'),
  state,
  attempts: [],
  createdAt: '2026-01-02T03:04:05.000Z',
  updatedAt: '2026-01-02T03:04:05.000Z',
  events: [{ at: '2026-01-02T03:04:05.000Z', state, detail: 'CI is red on main.' }],
  ...given,
});
