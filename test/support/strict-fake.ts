/** One call that a fake answered, in the order of all fakes that share a log. */
export interface Call {
  /** `port.method`. */
  name: string;
  args: unknown[];
}

// biome-ignore lint/suspicious/noExplicitAny: any function fits; the types of the port are kept by Script.
type Method = (...args: any[]) => unknown;

/** Answers of one method: a list is used up call by call, in order; `whenever` answers any number of calls. */
type Answers<M> = M extends Method
  ? { whenever: M } | ((...args: Parameters<M>) => ReturnType<M> | Awaited<ReturnType<M>>)[]
  : M;

export type Script<T extends object> = { [K in keyof T]?: Answers<T[K]> };

export const whenever = <M extends Method>(answer: M): { whenever: M } => ({ whenever: answer });

/** Fakes with one log, which fail on calls that nobody expected and on answers that nobody asked for. */
export class StrictFakes {
  readonly calls: Call[] = [];
  readonly #faults: string[] = [];
  readonly #left: (() => string[])[] = [];

  /** A fake of the port that answers as the script says. Plain values of the script are read as they are. */
  make<T extends object>(port: string, script: Script<T>): T {
    const queues = new Map<string, Method[]>();
    for (const [method, answers] of Object.entries(script)) {
      if (Array.isArray(answers)) queues.set(method, [...answers]);
    }
    this.#left.push(() =>
      [...queues].flatMap(([method, left]) => left.map(() => `${port}.${method} was expected once more`)),
    );
    const answer = (method: string, args: unknown[]): unknown => {
      this.calls.push({ name: `${port}.${method}`, args });
      const answers = (script as Record<string, unknown>)[method];
      if (typeof answers === 'object' && answers !== null && 'whenever' in answers)
        return (answers.whenever as Method)(...args);
      const answering = queues.get(method)?.shift();
      if (answering) return answering(...args);
      const fault = `${port}.${method}(${args.map(shown).join(', ')}) was not expected`;
      this.#faults.push(fault);
      throw new Error(fault);
    };
    return new Proxy({} as T, {
      get: (_target, property) => {
        if (typeof property !== 'string') return undefined;
        const given = (script as Record<string, unknown>)[property];
        if (property in script && typeof given !== 'object') return given;
        return (...args: unknown[]) => answer(property, args);
      },
    });
  }

  /** Throws when a call was unexpected (even if the code under test swallowed it) or an answer was left. */
  check(): void {
    const problems = [...this.#faults, ...this.#left.flatMap((left) => left())];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  /** The names of the calls, in order; only those of `names` when some are given. */
  order(...names: string[]): string[] {
    return this.calls.map(({ name }) => name).filter((name) => names.length === 0 || names.includes(name));
  }

  /** The arguments of every call of one method. */
  of(name: string): unknown[][] {
    return this.calls.filter((call) => call.name === name).map(({ args }) => args);
  }
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
};
