import type { Category } from '../../domain/index.js';

/** Lines that look like errors and are not: counts of zero, names of tests, flags, progress. */
export const harmless =
  /\b(?:0|no) (?:errors?|failures?|failed|problems?)\b|error[-_ ]?(?:free|handling|handler|bound|code is|page|boundary)|^\s*(?:✓|✔|√|✅|ok\b|PASS\b|- |\*|#|\/\/|echo |\((?:pass|skip)\))|\b(?:passed|PASSED|ignored|skipped)\b|--\S{0,40}(?:error|fail)|[-_/](?:error|fail)s?\b|allow_failure|fail[-_]fast|if-no-files-found|\berrors? (?:are|is|were|will be) ignored|retrying|continu(?:e|ing)-on-error|^(?:npm warn|warning|WARN|\[warn|DEBUG|INFO|\[INFO\]|info)|^(?:\s*Download(?:ed|ing)|Cache not found|HEAD is now at) /i;

/** Words with which a tool begins to say that another error has stopped it. */
const echoHead =
  /^(?:Error: )?(?:Process \S+ with exit code|Process exited|Command failed|Command exited|The process '.*' failed with exit code|exited with code|exit(?:ed)? (?:code|status)|Build failed|Job failed|Script failed|Exiting with|Some checks failed|Test(?:s)? failed|Executing the custom container|.*Step script exited|Docker pull failed|The following .* failed|See above|failed with exit code)/i;
/** The same anywhere in the line. */
const echoInside =
  /\bnon-zero exit (?:code|status|value)\b|\b(?:exit(?:ed|s)?|finished) with (?:exit )?(?:code|status|error)\b|\bcommand (?:exited|finished|failed)\b|\brun failed: command\b|failed to execute\.?$|\bsubcommand failed\b|\bfailed to run task\b|^(?:\d+ )?issues? found\.?$|^└> FAILED|exit code \d+, output of the command is in|^too many retries|^giving up/i;
const makers = /^(?:make|gmake)(?:\[\d+\])?: \*\*\*|npm (?:error|ERR!)|ELIFECYCLE/;

/** The line only repeats that something went wrong. */
export const isEchoText = (text: string): boolean => echoHead.test(text) || echoInside.test(text);

export const isEcho = (text: string): boolean => isEchoText(text) || makers.test(text);

export function categoryOfText(text: string, otherwise: Category): Category {
  for (const [pattern, category] of wording) if (pattern.test(text)) return category;
  return otherwise;
}

/** What the words of an error say of its kind, for tools that nobody described here. The first row that fits. */
const wording: readonly [RegExp, Category][] = [
  [/vulnerabilit|\b(?:CVE|GHSA|RUSTSEC|PYSEC)-|advisor(?:y|ies)\b/i, 'dependency'],
  [
    /\b[A-Z][A-Z0-9_]*_(?:TOKEN|SECRET|PASSWORD|API_?KEY|ACCESS_KEY|CREDENTIALS)\b|\b(?:TOKEN|SECRET|PASSWORD)\b (?:is|not) /,
    'permission',
  ],
  [
    /\btoken (?:specified|provided|found|missing|expired|is (?:required|missing|invalid|not))|\bno (?:\w+ )?token\b/i,
    'permission',
  ],
  [
    /no space left|out of (?:disk|memory)|\boom\b|cannot allocate|quota (?:exceeded|has been hit)/i,
    'resource',
  ],
  [
    /permission|\bdenied\b|unauthori[sz]ed|forbidden(?! (?:import|word|pattern))|credential|authenticat|not authorized|access token|api[ _-]?key|(?:http|status|code|error|response|returned)\D{0,20}\b40[13]\b|\b40[13] (?:unauth|forb)|\bsecrets?\b (?:.* )?(?:missing|required|not (?:set|found))|not logged in|must be logged in|private key|\bclient secret\b|token required|no identity found|declined due to|protected branch|rule violations/i,
    'permission',
  ],
  [
    /time(?:d)? ?-?out\b(?! ?(?:option|flag|argument|plugin|=))|deadline exceeded|(?:not|never) (?:become|became|come|get|got|be) (?:ready|healthy|available|up)\b|\bin time\b/i,
    'timeout',
  ],
  [
    /(?:http|status|code|error|response|returned)\D{0,20}\b(?:50[0234]|429)\b|\b50[0234] (?:internal|bad|service|gateway)|too many requests|rate limit|connection (?:reset|refused|closed|timed|error|failed)|network|\bdns\b|unreachable|could not (?:resolve host|connect)|(?:unable|failed) to (?:connect|download|fetch|pull)\b|\btls\b|certificate|socket|health ?check|unhealthy|service unavailable|gateway|host key|econn[a-z]+/i,
    'infra',
  ],
  [
    /requirements could not be|which is not installed|shared (?:librar|object)|\.h(?:pp)?['"]?:? (?:no such file|file not found)|unable to (?:select|find a match)|packages? (?:are )?not available|packagesnotfound|could not solve|could not find gem|\block ?file\b|native extension/i,
    'dependency',
  ],
  [
    /\b(?:toml|yaml|json)(?:decode|parse)?\w*error|(?:toml|yaml|json) (?:parse|syntax) error|executable file not found|could not find executable|couldn't be verified|merge failed|no tests (?:ran|were)|\.(?:ya?ml|json5?|toml|ini|xml)\b.{0,40}(?:errors\b|pars(?:e|ing)|syntax|mapping values)|(?:pars(?:e|ing)|decod(?:e|ing)|unmarshal\w*|convert(?:ing)?|validating)\b.{0,80}(?:\.(?:ya?ml|json5?|toml|ini|xml)\b|\b(?:yaml|json|toml)\b)|additional propert|unable to access jarfile|does not contain this feature|failed to initiali[sz]e|json schema|schema validation/i,
    'config',
  ],
  [
    /not a git repository|can(?:not|'t) load config|(?:lower|older|newer) than the|too old\b|illegal option|find or load main class|failed to push|remote rejected|failed to find package|not found in (?:\$?path|manifest)|command not found|unrecognized (?:argument|option)|no such (?:option|command|subcommand)|\busage:|multiple versions of|no files? .*(?:match|found)|(?:does not|doesn't) (?:currently )?support|is not installed|not supported|unsupported (?:version|platform|engine|option)|(?:or (?:greater|higher|newer|later)|at least) (?:is )?required|requires .*\bversion\b/i,
    'config',
  ],
  [
    /not formatted|formatting|reformat|format(?:ted)? (?:check|differ)|(?:would|must|should) be (?:[\w-]+-)?formatted/i,
    'format',
  ],
  [
    /\bruntime error\b|[Ss]egmentation fault|\b(?:Type|Reference|Range|Attribute|Name|Key|Index|Value|Runtime|NoMethod|Arithmetic|ZeroDivision|NullPointer|IllegalState|IllegalArgument)(?:Error|Exception)\b/,
    'runtime',
  ],
  [
    /unresolved reference|no matching (?:function|overload|method)|does not exist in the current|static_assert|not declared in this|\bis unbound\b|undefined control/i,
    'compile',
  ],
  [/\[FAIL\]|^:? ?FAILED:?$|is not correct\b|expected \w+ to\b/i, 'test'],
  [
    /leaks found|quality gate|signed-off-by|sign-?off|not up[- ]to[- ]date|out[- ]of[- ]date|\bstale\b|regenerate|licen[cs]e header|broken link|dead link|unused|\bstyle\b|\blint|convention|naming|should (?:be|start|have|use|not)|prefer |must not|deprecated|violat|\bbanned\b|forbidden (?:import|word|pattern)|misspell|typo|trailing (?:whitespace|comma)/i,
    'lint',
  ],
  [/\btype error|type mismatch|cannot (?:be )?assign|incompatible type/i, 'type'],
  [
    /syntax|\bpars(?:e|ing)\b|unexpected (?:token|end|character)|compil|undefined (?:reference|symbol|identifier|variable|function)|undeclared|undefined name|cannot find symbol|is not (?:defined|exported)/i,
    'compile',
  ],
  [
    /assert|expected .* (?:but|got|to)|tests? failed|mismatch|coverage\b(?!\/| (?:file|report|data|directory))|snapshot|screenshot|exceeds? (?:the )?(?:\w+ )?(?:budget|size|threshold|maximum)|below (?:the )?(?:\w+ )?threshold|size[- ]limit|\d ?[kmg]?i?b\b.{0,4}>/i,
    'test',
  ],
  [
    /lock ?file|dependenc|package .*not found|no matching|version .*not found|not resolved: |version solving|could not (?:find|resolve) |unresolved|cannot find (?:module|package)|module not found|no module named|missing module|no such module|peer dep/i,
    'dependency',
  ],
  [
    /config|invalid (?:option|argument|value|input|yaml|json)|unknown (?:option|flag|argument|command|key)|not found|no such file|does not exist|(?:can(?:not|'t)|could(?: not|n't)) (?:find|open|read|locate|load)|missing|required|environment variable|not set|\brequires\b/i,
    'config',
  ],
  [/\bfailed to build\b|\bbuild[_ ]failed\b|^building .* failed\b/i, 'compile'],
  [
    /\b(?:Type|Reference|Range|Attribute|Name|Key|Index|Runtime)Error\b|\b\w+Exception\b|\bpanic(?:ked)?\b|\bstack overflow\b|\b[Uu]n(?:caught|handled)\b|\balready exists\b/,
    'runtime',
  ],
];
