import { existsSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { findProgram } from '../sandbox/find-program.js';
import { writeScratchFile } from '../sandbox/scratch-files.js';

/** Tools of GitHub's runner image that npm can give, with the version that the image has. */
const npmTools: Record<string, string> = { yarn: 'yarn@1.22.22', lerna: 'lerna@8' };

/** Names that another installed program answers to. */
const aliases: Record<string, string[]> = {
  python: ['python3'],
  pip: ['python3', '-m', 'pip'],
  pip3: ['python3', '-m', 'pip'],
};

export const binFolder = (scratch: string): string => join(scratch, 'bin');
export const corepackFolder = (scratch: string): string => join(scratch, 'corepack');

/** Puts what the runner image has and this machine lacks onto the job's PATH. */
export async function writeShims(scratch: string, hostPath: string): Promise<void> {
  const bin = binFolder(scratch);
  for (const [name, spec] of Object.entries(npmTools)) {
    if (!findProgram(name, hostPath) && !existsSync(join(bin, name))) await writeNpmShim(scratch, name, spec);
  }
  for (const [name, command] of Object.entries(aliases)) {
    if (findProgram(name, hostPath) || !findProgram(command[0] ?? '', hostPath)) continue;
    await writeScript(
      scratch,
      bin,
      name,
      `${used(scratch, name, command.join(' '))}exec ${command.join(' ')} "$@"\n`,
    );
  }
  await writeScript(scratch, bin, 'sudo', sudoScript(scratch));
  if (findProgram('dpkg', hostPath)) {
    for (const name of ['apt-get', 'apt']) await writeScript(scratch, bin, name, aptScript(scratch, name));
  }
  const corepack = findProgram('corepack', hostPath);
  // `corepack enable` writes next to the corepack that it was called as, and the host's folder is read-only.
  if (corepack)
    await writeScript(scratch, corepackFolder(scratch), 'corepack', `exec ${quote(corepack)} "$@"\n`);
}

/** Installed on the first call, so that a job that never calls it pays nothing. */
export async function writeNpmShim(
  scratch: string,
  name: string,
  spec: string,
  ...more: string[]
): Promise<void> {
  const folder = join(scratch, 'tools', spec.replace(/[^\w.@-]/g, '_'));
  for (const bin of [name, ...more]) {
    const program = quote(join(folder, 'node_modules/.bin', bin));
    const install = `npm install --prefix ${quote(folder)} --no-save --no-audit --no-fund --loglevel=error ${quote(spec)} >&2`;
    const body = `[ -x ${program} ] || (mkdir -p ${quote(folder)} && cd ${quote(folder)} && ${install}) || exit 1\n`;
    await writeScript(
      scratch,
      binFolder(scratch),
      bin,
      `${used(scratch, bin, `${spec} from npm`)}${body}exec ${program} "$@"\n`,
    );
  }
}

/** Which shims ran since the last call, with what stood in for them. */
export async function takeUsedShims(scratch: string): Promise<string[]> {
  const folder = usedFolder(scratch);
  const stats = await lstat(folder).catch(() => undefined);
  const names = stats?.isDirectory() ? await readdir(folder) : [];
  await rm(folder, { recursive: true, force: true });
  return names.sort();
}

const usedFolder = (scratch: string): string => join(scratch, 'used-shims');

/** A file whose name tells the report what was substituted. */
const used = (scratch: string, name: string, by: string): string =>
  `mkdir -p ${quote(usedFolder(scratch))} && : > ${quote(join(usedFolder(scratch), `${name} = ${by.replaceAll('/', '_')}`))}\n`;

/** There is no other user to become: the command runs as the user of the replay. */
const sudoScript = (scratch: string): string =>
  `${used(scratch, 'sudo', 'the same user')}while [ $# -gt 0 ]; do
  case $1 in
    --) shift; break ;;
    -u|-g|-U|-C|-p) shift; [ $# -gt 0 ] && shift ;;
    -*) shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || exit 0
exec env "$@"
`;

/** Nothing is installed on this machine: a package that is there already is as good as installed. */
const aptScript = (scratch: string, name: string): string =>
  `${used(scratch, name, 'a check of what is installed')}action= packages= missing=
for word in "$@"; do
  case $word in
    -*|*=*) ;;
    *) if [ -z "$action" ]; then action=$word; else packages="$packages $word"; fi ;;
  esac
done
case $action in
  install) ;;
  update|upgrade|dist-upgrade|autoremove|clean|autoclean|remove|purge) exit 0 ;;
  *) echo "E: ${name} $action is not done in a replay" >&2; exit 100 ;;
esac
for package in $packages; do
  dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "E: cifix: system packages missing on this machine:$missing" >&2
exit 100
`;

const writeScript = (scratch: string, folder: string, name: string, body: string): Promise<void> =>
  writeScratchFile(
    scratch,
    join(folder, name),
    `#!/bin/sh
${body}`,
    0o755,
  );

export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
