import type { PathClass } from '../path-class.js';
import type { Language } from '../source/language.js';
import type { TextRule } from './rule.js';

const runs: readonly PathClass[] = [
  'source',
  'sensitive',
  'config',
  'executes',
  'manifest',
  'workflow',
  'git',
  'generated',
  'vendored',
];
const programs: readonly Language[] = [
  'javascript',
  'python',
  'ruby',
  'php',
  'go',
  'rust',
  'jvm',
  'csharp',
  'lua',
];
const wire = { rule: 'tripwire', severity: 9, view: 'plain' } as const;
const notProse: readonly Language[] = [
  ...programs,
  'c',
  'swift',
  'dart',
  'elixir',
  'shell',
  'make',
  'docker',
  'yaml',
  'json',
  'toml',
  'ini',
  'xml',
  'list',
  'other',
];

/** Code that no fix of a red build needs: what comes from outside, runs, or carries things out. */
export const tripwires: readonly TextRule[] = [
  {
    ...wire,
    rule: 'pipe-to-shell',
    says: 'Something from the network is run',
    languages: notProse,
    pattern:
      /\b(?:curl|wget|fetch|iwr|Invoke-WebRequest)\b[^|\n]{0,400}\|\s*(?:sudo\s+)?(?:\w+=\S+\s+)?(?:(?:ba|z|da|k|a)?sh|python3?|node|perl|ruby|iex|php)\b|\b(?:ba|z|da)?sh\s+(?:-c\s+)?["']?(?:<\(|\$\()\s*(?:curl|wget)\b|\beval\s+["']?\$\(\s*(?:curl|wget)\b/g,
  },
  {
    ...wire,
    rule: 'reverse-shell',
    says: 'A connection for somebody else is opened',
    languages: notProse,
    pattern:
      /\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat)\s+(?:-\w+\s+)*(?:-\w*e\w*\s|[\w.]+\.\w+\s+\d{2,5}\b)|\bsocat\s+\S*(?:EXEC|TCP):|\bmkfifo\s+\/tmp\/|\bos\.dup2\s*\(\s*\w+\.fileno\(\)|\.connect\s*\(\s*\(\s*['"]\d{1,3}(?:\.\d{1,3}){3}['"]/g,
  },
  {
    ...wire,
    rule: 'hidden-code',
    says: 'Code is run that nobody can read here',
    languages: notProse,
    places: runs,
    pattern:
      /\bbase64\s+(?:-d|-D|--decode)\b[^\n]{0,80}\|\s*(?:\w+=\S+\s+)?(?:sudo\s+)?(?:(?:ba|z|da)?sh|python3?|node|perl|ruby|source|xargs|eval)\b|\b(?:eval|ba?sh -c|source)\s+["'<]*\$?\([^\n)]{0,300}\bbase64\s+(?:-d|-D|--decode)\b|\beval\s*\(\s*(?:atob|Buffer\.from|unescape|base64|gzinflate|decodeURIComponent|requests|fetch|String\.fromCharCode)|\b(?:exec|eval|compile)\s*\(\s*(?:base64|zlib|codecs|bytes\.fromhex|marshal|requests|urllib|__import__)|\b__import__\s*\(\s*['"](?:os|subprocess|base64)['"]|\bpickle\.loads\s*\(\s*base64|\bmarshal\.loads\b/g,
  },
  {
    ...wire,
    rule: 'coded-text',
    severity: 6,
    says: 'A coded text is decoded',
    languages: ['shell', 'make', 'docker', 'yaml', 'json'],
    places: runs,
    pattern: /\bbase64\s+(?:-d|-D|--decode)\b[^\n]{0,60}/g,
  },
  {
    ...wire,
    rule: 'text-run-as-code',
    severity: 8,
    says: 'A text is run as code',
    languages: ['javascript', 'python', 'ruby', 'php'],
    view: 'code',
    places: ['source', 'sensitive', 'config', 'executes'],
    isNew: /(?<![\w.$])(?:eval|exec)\s*\(|\bnew\s+Function\s*\(|\bvm\.run\w*\(/,
    pattern:
      /(?<![\w.$>:])eval\s*\((?!\s*\))|\bnew\s+Function\s*\(|\bvm\.run\w*\(|\b(?:instance|class|module)_eval\s*\(?\s*['"]|(?<![\w.])exec\s*\(\s*(?:f?['"]|compile)|\bassert\s*\(\s*\$_/g,
  },
  {
    ...wire,
    rule: 'process-started',
    severity: 7,
    says: 'The code begins to start other programs',
    notFiles: /\.d\.[cm]?ts$|(?:^|\/)(?:bench|benchmarks?|scripts?|tools?|examples?|ci|bin)\//,
    languages: programs,
    places: ['source', 'sensitive', 'config', 'executes'],
    isNew:
      /\bchild_process\b|\bsubprocess\b|\bos\.system\b|\bos\/exec\b|\bProcessBuilder\b|\bexeca\b|\bProcess\.Start\b|\bstd::process\b|\bshell_exec\b|\bpopen\b|\bspawn\b|\bcross-spawn\b|\bOpen3\b/,
    pattern:
      /['"](?:node:)?child_process['"]|\bsubprocess\.(?:run|call|Popen|check_\w+|getoutput)\s*\([^\n]{0,200}shell\s*=\s*True|\bos\.(?:system|popen|execv\w*|spawn\w+)\s*\(|\b(?:shell_exec|passthru|proc_open|popen|pcntl_exec)\s*\(|\bRuntime\.getRuntime\(\)\s*\.exec\b|\bProcess\.Start\s*\(|\bKernel\.(?:system|exec|spawn)\b|\bOpen3\.\w+|(?<![\w.>])system\s*\(\s*['"$]|\bDeno\.(?:run|Command)\b|\bBun\.spawn\b|\bpty\.spawn\b/g,
  },
  {
    ...wire,
    rule: 'environment-read-whole',
    says: 'The whole environment, with its secrets, is read',
    languages: notProse,
    places: runs,
    pattern:
      /\/proc\/(?:self|\d+|\$\w+|\*)\/environ|(?:^|[\s;&|`("'])printenv\b(?!\s+[A-Z])|\bJSON\.stringify\s*\(\s*process\.env\s*[,)]|\b(?:console\.\w+|print|puts|log\w*|fmt\.Print\w*|println!?|var_dump|print_r|body|data|json|post)\s*[(:=]\s*(?:dict\(\s*)?(?:process\.env|os\.environ|ENV|\$_ENV|\$_SERVER|os\.Environ\(\)|std::env::vars\(\)|System\.getenv\(\))(?:\.to_h|\.inspect|\.copy\(\))?\s*[),}]|\bjson\.dumps\s*\(\s*(?:dict\()?\s*os\.environ|\bObject\.(?:entries|keys|values|fromEntries)\s*\(\s*process\.env\s*\)|(?<![.\w/-])env\s*(?:\||>)\s*\S|\bset\s*\|\s*(?:curl|base64|nc)\b|\btoJSON\(\s*secrets\s*\)|\bexport\s+-p\b/gm,
  },
  {
    ...wire,
    rule: 'credential-reached-for',
    says: 'A credential that is not the project’s is reached for',
    languages: notProse,
    isNew: /\.ssh\b|\.aws\b|\.netrc\b|\.kube\b|\.npmrc\b|\.gnupg\b|169\.254\.169\.254/,
    places: runs,
    pattern:
      /(?:~|\$HOME|\$\{HOME\}|homedir\(\)|expanduser\([^)\n]{0,20}|\/root|\/home\/\w+)[^\n]{0,30}(?:\.ssh\b|\.aws\b|\.netrc\b|\.git-credentials\b|\.docker\/config\.json|\.kube\/config|\.config\/(?:gh|gcloud)\b|\.gnupg\b|\.npmrc\b)|\bid_(?:rsa|ed25519)\b|(?<![\w./-])\/etc\/(?:shadow|passwd)\b|\bACTIONS_(?:RUNTIME|ID_TOKEN_REQUEST)_\w+|https?:\/\/(?:169\.254\.169\.254|metadata\.google\.internal)|\bAWS_SECRET_ACCESS_KEY\b(?=[^\n]*(?:http|curl|fetch|post|socket))/g,
  },
  {
    ...wire,
    rule: 'machine-opened',
    severity: 6,
    says: 'The machine is opened to what runs in a container',
    languages: notProse,
    places: runs,
    pattern: /\/var\/run\/docker\.sock|--privileged\b|\bprivileged:\s*true/g,
  },
  {
    ...wire,
    rule: 'data-carried-out',
    says: 'Data is sent to a place made for catching it',
    languages: notProse,
    pattern:
      /\b(?:webhook\.site|requestbin\.\w+|pipedream\.net|ngrok(?:-free)?\.(?:io|app|dev)|burpcollaborator\.net|oast\.\w+|interact\.sh|pastebin\.com|transfer\.sh|hastebin\.\w+|discord(?:app)?\.com\/api\/webhooks|api\.telegram\.org\/bot|requestcatcher\.com|beeceptor\.com|dnslog\.cn|0x0\.st|termbin\.com|file\.io\/)/g,
  },
  {
    ...wire,
    rule: 'safety-off',
    severity: 8,
    says: 'A check of certificates or signatures is switched off',
    languages: notProse,
    places: runs,
    pattern:
      /\brejectUnauthorized\s*:\s*false|\bNODE_TLS_REJECT_UNAUTHORIZED\b\s*[=:'"\]]+\s*['"]?0|\bverify\s*=\s*False\b|\bInsecureSkipVerify\s*:\s*true|CURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:false|0)|--no-check-certificate\b|\bcurl\b[^\n|]{0,200}\s(?:-k|--insecure)\b|\bstrict-ssl\s*=\s*false|\bsslVerify\s*=?\s*false|\b_create_unverified_context\b|\bdanger_accept_invalid_certs\s*\(\s*true|\bVERIFY_NONE\b|--no-gpg-check\b|--trusted-host\b|\bchmod\s+(?:-R\s+)?0?777\b|\bGONOSUM(?:DB|CHECK)\b|\bGONOSUMDB\b|\bGOFLAGS=-insecure|\bGOINSECURE\b|\bverify_signature['"]?\s*[:=]\s*(?:False|false)|\balgorithms?\s*[:=]\s*\[?\s*['"]none['"]/g,
  },
  {
    ...wire,
    rule: 'workflow-trusts-strangers',
    says: 'A workflow gets more rights than it had',
    languages: ['yaml'],
    places: ['workflow'],
    pattern:
      /\bpull_request_target\b|\bpermissions:\s*write-all\b|\bsecrets:\s*inherit\b|\bworkflow_run:|\bpersist-credentials:\s*true|\bACTIONS_ALLOW_UNSECURE_COMMANDS\b|\bself-hosted\b/g,
  },
  {
    ...wire,
    rule: 'mixed-alphabets',
    severity: 7,
    says: 'A name mixes letters that look alike',
    view: 'code',
    pattern:
      /[A-Za-z_]\w*[\u0370-\u03ff\u0400-\u04ff][\w\u0370-\u04ff]*|[\u0370-\u03ff\u0400-\u04ff]+[A-Za-z_]\w*/g,
    languages: [...programs, 'c', 'swift', 'dart', 'shell', 'json', 'yaml'],
  },
  {
    ...wire,
    rule: 'blob-added',
    severity: 5,
    says: 'A long coded text is added',
    languages: programs,
    places: ['source', 'sensitive', 'config', 'executes'],
    pattern: /['"`](?:[A-Za-z0-9+/]{240,}={0,2}|(?:\\x[0-9a-fA-F]{2}){60,}|[0-9a-fA-F]{240,})['"`]/g,
  },
  {
    ...wire,
    rule: 'address-added',
    severity: 5,
    says: 'The code talks to a bare network address',
    languages: [...programs, 'shell', 'docker', 'make'],
    places: ['source', 'sensitive', 'config', 'executes'],
    pattern:
      /\bhttps?:\/\/(?!(?:127|10|0|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\.)\d{1,3}(?:\.\d{1,3}){3}\b/g,
  },
];
