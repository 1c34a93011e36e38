import type { PlannedContainer } from '../../domain/index.js';
import { asText, asTextList, asTextMap, isMap } from './coerce.js';
import { optional } from './read-step.js';

/** The `container:` of a job, a name or a map; one without an image is none, as on GitHub. */
export function readContainer(value: unknown): PlannedContainer | undefined {
  const container = isMap(value) ? value : { image: value };
  const image = asText(container.image);
  if (!image) return undefined;
  return {
    ...{ image, env: asTextMap(container.env), volumes: asTextList(container.volumes) },
    ...optional('options', asText(container.options)),
    ...(container.credentials !== undefined && { credentials: true }),
  };
}
