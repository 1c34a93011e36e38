const secretName =
  /token|secret|passw(or)?d|passphrase|credential|api_?key|(access|private|signing|encryption|auth|ssh|deploy)_?key|_key$|_pat$|^pat$|_auth$|_dsn$|webhook|connection_?string/i;
const openName =
  /cache_key|public_?key|keyboard|keymap|key_?id$|_path$|_file$|_dir$|_url_prefix$|token_?limit|max_tokens/i;
const shortestValue = 8;
const shortestLine = 12;

/** A known secret in every form in which it may turn up, longest first. */
export function knownValues(
  env: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[],
): string[] {
  const values = new Set(secrets.filter((s) => s.length >= shortestValue));
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && secretName.test(name) && !openName.test(name) && isTelling(value))
      values.add(value);
  }
  const forms = new Set([...values].flatMap(formsOf));
  return [...forms].sort((a, b) => b.length - a.length);
}

/** Paths, switches and numbers are set under such names too; masking them would blind the log. */
const isTelling = (value: string): boolean =>
  value.length >= shortestValue && !/^(\/[\w./-]*|true|false|enabled|disabled|\d{1,10})$/i.test(value);

function formsOf(value: string): string[] {
  const lines = value.includes('\n')
    ? value.split(/\r?\n/).filter((line) => line.length >= shortestLine)
    : [];
  return [
    value,
    ...lines,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    ...base64Forms(Buffer.from(value)),
  ];
}

/**
 * The base64 text of a value depends on where it starts among the bytes: for `user:value` it is shifted. Only
 * the characters that the value alone decides are kept.
 */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const decided = Math.floor(((shift + bytes.length) * 8) / 6);
    const core = whole.slice(shift === 0 ? 0 : shift + 1, decided);
    const urlSafe = core.replaceAll('+', '-').replaceAll('/', '_');
    return core.length >= shortestLine - 2 ? [core, urlSafe] : [];
  });
}
