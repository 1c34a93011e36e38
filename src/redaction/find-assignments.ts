import type { Finding } from './find-tokens.js';

// Only the end of a name is looked for: `DB_PASSWORD=`, `"apiKey": `, `--token=`.
const names =
  /(?:passw(?:or)?d|passphrase|pwd|secret|api[_-]?key|(?:access|private|signing|encryption|secret|account)[_-]?key|token|credentials?|connection[_-]?string|_auth)(?:["'`]\]?)?[ \t]{0,3}(?:=>|:=|=|:)[ \t]{0,3}/gi;
const bareValue = /[^\s"'`,;&<>(){}[\]|\\]{1,400}/y;
const bearer = /\b(?:bearer|basic)[ \t]+(?<secret>[A-Za-z0-9+/_.~=-]{16,2000})/gi;
const authorization =
  /\bauthorization["'`]?[ \t]{0,3}[:=][ \t]{0,3}["'`]?(?:[A-Za-z]{3,12}[ \t]+)?(?<secret>[A-Za-z0-9+/_.~=-]{16,2000})/gi;
const urlCredential = /:\/\/(?<user>[^\s/@:"'`<>?#]{0,200}):(?<secret>[^\s/@"'`<>]{3,300})@/g;

// What stands for a secret in examples, types and templates.
const harmless =
  /^(?:\$|%\w+%|\*{3}|[#@]\{|\?|\.{3}|<|x{4,}|-+$|null\b|none\b|nil\b|true\b|false\b|undefined\b|string\b|str\b|number\b|bool|int\b|any\b|unknown\b|void\b|promise\b|optional\b|required\b|missing\b|invalid\b|expired\b|(?:the|your|my|some|new|old|a)[_-]|change[_-]?me|example|dummy|fake|mock|test|sample|placeholder|redacted|hidden|masked|secret$|password$|passwd$|token$|postgres$|root$|admin$|guest$|user$|process\.|os\.|env\.|secrets?\.|github\.|inputs?\.|vars?\.|this\.|self\.|config\.|options?\.|settings\.|https?:|\.{0,2}\/(?!\S*[+=])|~\/)/i;

/** A token in the place of the user, as git and error trackers write it. */
const urlToken = /:\/\/(?<secret>(?=[^\s/@]{0,60}\d)[A-Za-z0-9_-]{20,300})@/g;

/** Values that are given to a name that speaks of a secret, credentials of a URL, and authorization headers. */
export function findAssignments(text: string): Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(names)) {
    // A name inside of a value that is masked already.
    if (match.index < (found.at(-1)?.end ?? 0)) continue;
    const finding = valueAfter(text, match.index + match[0].length, match[0]);
    if (finding !== undefined) found.push({ kind: 'credential', ...finding });
  }
  for (const pattern of [bearer, authorization]) {
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.secret ?? '';
      const end = match.index + match[0].length;
      if (/\d/.test(secret) || /[a-z][A-Z]/.test(secret))
        found.push({ kind: 'authorization', start: end - secret.length, end });
    }
  }
  for (const match of text.matchAll(urlCredential)) {
    const { user = '', secret = '' } = match.groups ?? {};
    const end = match.index + match[0].length - 1;
    if (secret !== user && !harmless.test(secret))
      found.push({ kind: 'url-credential', start: end - secret.length, end });
  }
  for (const match of text.matchAll(urlToken)) {
    const end = match.index + match[0].length - 1;
    found.push({ kind: 'url-credential', start: end - (match.groups?.secret ?? '').length, end });
  }
  return found;
}

function valueAfter(text: string, at: number, name: string): { start: number; end: number } | undefined {
  const quote = text[at];
  if (quote === '"' || quote === "'" || quote === '`') {
    const limit = text.slice(at + 1, at + 402);
    const length = limit.search(quote === '"' ? /["\n]/ : quote === "'" ? /['\n]/ : /[`\n]/);
    if (length < 0) return undefined;
    return isSecret(limit.slice(0, length), { name, quoted: true })
      ? { start: at + 1, end: at + 1 + length }
      : undefined;
  }
  bareValue.lastIndex = at;
  const value = bareValue.exec(text)?.[0].replace(/[.:]+$/, '') ?? '';
  // A bracket behind it makes it a call or a type.
  if (/[(<[{]/.test(text[at + value.length] ?? '')) return undefined;
  return isSecret(value, { name, quoted: false }) ? { start: at, end: at + value.length } : undefined;
}

function isSecret(value: string, { name, quoted }: { name: string; quoted: boolean }): boolean {
  const isPassword = /^p/i.test(name);
  if (value.length < (isPassword ? 6 : 8) || harmless.test(value) || /\s|\$\{|\{\{/.test(value)) return false;
  const digits = value.replace(/\D/g, '').length;
  const isName = /^[A-Za-z_$][\w$-]*(?:\??[.][A-Za-z_$][\w$]*)*$/.test(value);
  // Environment style: a value without quotes is meant literally.
  if (!isName) return quoted || digits > 0 || /[^\w.:/-]/.test(value);
  if (/[A-Z]$/.test(name.replace(/[^A-Za-z].*$/, '')) && /=/.test(name) && isPassword) return true;
  const isMixed = digits > 0 && /[a-z]/.test(value) && /[A-Z]/.test(value);
  return quoted
    ? digits > 0 || isPassword
    : (digits >= 2 && value.length >= 10) || (isMixed && (isPassword || value.length >= 24));
}
