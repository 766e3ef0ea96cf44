// Jobs under way with their stages and a way to stop them, and failures as plain sentences.
import { useEffect, useState } from "react";
import { JOB_NAMES, type JobName, type JobState } from "../store/jobsStore.ts";
import { useShell, useStore } from "./AppContext.ts";
import { errorText } from "./errorText.ts";
import { IconButton } from "./IconButton.tsx";
import { amountText, stageText } from "./stageText.ts";

type Props = { readonly names?: readonly JobName[] };

export function JobCards({ names = JOB_NAMES }: Props) {
  return (
    <div className="job-cards">
      {names.map((name) => (
        <JobCard key={name} name={name} />
      ))}
    </div>
  );
}

function JobCard({ name }: { readonly name: JobName }) {
  const { jobsStore } = useShell();
  const job = useStore(jobsStore, (jobs) => jobs[name]);
  switch (job.kind) {
    case "running":
      return <Running key={job.startedAt} name={name} job={job} />;
    case "failed":
      return <Failed name={name} job={job} />;
    case "idle":
    case "done":
      return null;
  }
}

type Of<Kind> = Extract<JobState, { kind: Kind }>;

const PATIENCE_MS = 100;

function Running({ name, job }: { readonly name: JobName; readonly job: Of<"running"> }) {
  const { actions } = useShell();
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  const { done, total, stage, subject } = job;
  return (
    <div className="job-card">
      <div className="job-text" role="status">
        <strong>
          {stageText(stage)}
          {amountText(job)}
        </strong>
        <span className="quiet">{subject}</span>
      </div>
      <button type="button" className="button small" onClick={() => actions.cancel(name)}>
        Cancel
      </button>
      <progress aria-label={stageText(stage)} {...(total > 1 ? { value: done, max: total } : {})} />
    </div>
  );
}

function Failed({ name, job }: { readonly name: JobName; readonly job: Of<"failed"> }) {
  const { jobsStore } = useShell();
  const details = job.failures
    .map(({ code, subject, message }) => `${code}\n${subject}\n${message}`)
    .join("\n\n");
  return (
    <div className="job-card failed" role="alert">
      <div className="job-text">
        {job.failures.map(({ subject, code }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files may share a name.
          <p key={i}>
            <strong>{subject}</strong>: {errorText[code]}
          </p>
        ))}
        <details>
          <summary>Details</summary>
          <pre>{details}</pre>
          <button
            type="button"
            className="button small"
            onClick={() => void navigator.clipboard.writeText(details)}
          >
            Copy
          </button>
        </details>
      </div>
      <IconButton
        icon="close"
        label="Dismiss the message"
        onClick={() => jobsStore.dismiss(name)}
      />
    </div>
  );
}
