/** An annotation of a check run: at times the only source of a message, or of its place. */
export interface LogAnnotation {
  level: 'notice' | 'warning' | 'failure';
  message: string;
  path?: string | null;
  startLine?: number | null;
  endLine?: number | null;
  title?: string | null;
}
