import { detached } from './detach.js';
import type { ReadStep } from './job-reader.js';

/** A line under `env:` or `with:` in the header of a step. */
interface HeaderValue {
  name: string;
  isEmpty: boolean;
}

const headerValue = /^ {2}([A-Za-z_][\w-]*): *(\S.*)?$/;
/** Variables that change what an install or a build does, without a word in the output. */
const switches =
  /^(?:NODE_ENV|NODE_OPTIONS|NODE_VERSION|NPM_CONFIG_\w+|npm_config_\w+|PIP_\w+|UV_\w+|GOFLAGS|GOPROXY|GOTOOLCHAIN|RUSTFLAGS|CARGO_\w*FLAGS|CFLAGS|CXXFLAGS|LDFLAGS|MAVEN_OPTS|GRADLE_OPTS|BUNDLE_\w+|PYTHONPATH)$/;
const maxSwitches = 4;
/** A header has few; a log that repeats them a million times is no header. */
const maxEmptyValues = 50;

export function readHeaderValue(text: string): HeaderValue | undefined {
  const match = headerValue.exec(text);
  return match?.[1] ? { name: match[1], isEmpty: !match[2] } : undefined;
}

export function noteHeaderValue(step: ReadStep, { name, isEmpty }: HeaderValue, line: number): void {
  if (isEmpty) {
    if (step.emptyValues.length < maxEmptyValues) step.emptyValues.push({ name: detached(name), line });
  } else if (switches.test(name) && step.switches.length < maxSwitches) step.switches.push(line);
}
