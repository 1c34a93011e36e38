import type { PlannedService } from '../../domain/index.js';
import { asText, asTextList, asTextMap, isMap } from './coerce.js';
import { optional } from './read-step.js';

/** The `services:` of a job; one without an image is left out, as GitHub leaves it out. */
export const readServices = (value: unknown): PlannedService[] =>
  Object.entries(isMap(value) ? value : {}).flatMap(([name, service]) => {
    const image = asText(isMap(service) ? service.image : undefined);
    if (!isMap(service) || !image) return [];
    return [
      {
        ...{ name, image, env: asTextMap(service.env), ports: asTextList(service.ports) },
        ...optional('options', asText(service.options)),
        ...optional('dropped', droppedKeys(service)),
      },
    ];
  });

const takenKeys = new Set(['image', 'env', 'ports', 'options']);

function droppedKeys(service: Record<string, unknown>): string[] | undefined {
  const keys = Object.keys(service).filter((key) => !takenKeys.has(key) && service[key]);
  return keys.length > 0 ? keys : undefined;
}
