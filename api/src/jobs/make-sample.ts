import { generateSample } from '../sample/generate-sample.js';
import type { Sample, SampleOptions } from '../sample/types.js';
import type { ReportProgress } from './job-progress.js';
import { letOthersRun } from './let-others-run.js';

/** Generates a sample city in slices of 20 ms. @throws the reason of `signal` when it is aborted on the way. */
export async function makeSample(
  options: SampleOptions,
  onProgress?: ReportProgress,
  signal?: AbortSignal,
): Promise<Sample> {
  const pause = letOthersRun(signal);
  const steps = generateSample(options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onProgress?.({
      step: `Making the sample city: ${step.value.step}`,
      done: step.value.done,
      total: step.value.total,
    });
    await pause();
  }
}
