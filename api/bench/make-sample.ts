import type { Grid } from '../src/coverage/types.js';
import { generateSample } from '../src/sample/generate-sample.js';
import type { SampleOptions } from '../src/sample/types.js';

/** The sample city of a seed, clean or with defects. */
export function makeSample(options: SampleOptions): readonly Grid[] {
  const steps = generateSample(options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value.grids;
}
