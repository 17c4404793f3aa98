/** One step of a job, with how much of it is done where that is known. */
export interface JobProgress {
  readonly step: string;
  readonly done?: number;
  readonly total?: number;
}

export type ReportProgress = (progress: JobProgress) => void;
