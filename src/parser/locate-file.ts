/** Folders into which CI systems put the repository; what follows is relative to its root. */
const checkoutRoots: readonly RegExp[] = [
  // …/work/<name>/<name>/ on hosted and self-hosted runners of any system, `a` on Windows, `__w` in containers.
  /^.*?\/(?:_?work|__w|a)\/([^/]+)\/\1\//,
  /^.*?\/execroot\/[^/]+\//,
  /^\/github\/workspace\//,
  /^\/home\/circleci\/(?:project|repo)\//,
  /^\/home\/travis\/build\/[^/]+\/[^/]+\//,
  /^\/builds\/[^/]+\/[^/]+\//,
  /^\/(?:var\/lib\/jenkins|home\/jenkins(?:\/agent)?)\/workspace\/[^/]+\//,
  /^\/(?:drone\/src|bitbucket\/pipelines\/agent\/build|workspaces?|usr\/src\/app|app|src|code|repo)\//,
];
const foreignRoot = /^.*\/(?:site-packages|dist-packages|node_modules)\//;
const isAbsolute = /^(?:\/|[A-Za-z]:\/|~\/)/;

/** Turns the paths of one job's log into paths relative to the repository. */
export class FileLocator {
  private readonly roots = new Set<string>();

  /** `root`: where the repository lies, when that is known without the log. */
  constructor(root?: string) {
    if (root) this.roots.add(`${root.replaceAll('\\', '/').replace(/\/$/, '')}/`);
  }

  /** Learns the checkout folder from the lines that name it. */
  learn(text: string): void {
    const match =
      /^Working directory is '([^']+)'/.exec(text) ?? /safe\.directory (\S+)$/.exec(text) ?? undefined;
    const root = match?.[1]?.replaceAll('\\', '/').replace(/\/$/, '');
    if (root && root.length > 1 && root !== '*') this.roots.add(`${root}/`);
  }

  /**
   * The file relative to the repository, or undefined when it lies outside of it. `base` is the folder
   * (relative to the repository) that relative paths start from.
   */
  locate(path: string, base = ''): string | undefined {
    const clean = tidy(path);
    if (!clean) return undefined;
    if (!isAbsolute.test(clean)) {
      // Some tools print the path from the repository's root although they run in a folder below.
      const joined = base && !clean.startsWith(`${base}/`) ? contained(`${base}/${clean}`) : undefined;
      return joined ?? contained(clean);
    }
    for (const root of this.roots) {
      if (clean.startsWith(root)) return contained(clean.slice(root.length));
    }
    for (const root of checkoutRoots) {
      const match = root.exec(clean);
      if (match) return contained(clean.slice(match[0].length));
    }
    return undefined;
  }

  /** Path inside an installed package: the best that can be said of a file that is not in the repository. */
  inPackage(path: string): string | undefined {
    const clean = tidy(path);
    const match = clean ? foreignRoot.exec(clean) : undefined;
    return clean && match ? contained(clean.slice(match[0].length)) : undefined;
  }
}

function tidy(path: string): string | undefined {
  const clean = path
    .trim()
    .replace(/^["'`(<[]+|["'`)>\],;]+$/g, '')
    .replace(/^file:\/\/(?=\/)/, '')
    .replace(/^(?:webpack(?:-internal)?:\/\/(?:[^/]*\/)?|file:)/, '')
    .replaceAll('\\', '/')
    .replace(/^\/(?=[A-Za-z]:\/)/, '');
  if (clean === '' || clean.length > 400 || /[\0\n\r]|^-|:\/\//.test(clean)) return undefined;
  return clean;
}

/** Resolves `.` and `..`; a path that would leave the repository is dropped, and so is git's own folder. */
function contained(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  const first = parts[0];
  if (first === undefined || first === '.git' || first === '~' || first.includes(':')) return undefined;
  return parts.join('/');
}
