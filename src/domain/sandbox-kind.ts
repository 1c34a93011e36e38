import { z } from 'zod';

/** What project code runs in; `auto` is the strongest one that works on this machine. */
export const SandboxKind = z.enum(['auto', 'bwrap', 'podman', 'docker', 'none']);
export type SandboxKind = z.infer<typeof SandboxKind>;
