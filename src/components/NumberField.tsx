// A labelled field for a number within limits.
import { useId, useState } from "react";

type Props = {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly unit?: string;
  readonly isDisabled?: boolean;
  /** Only with numbers within the limits. */
  readonly onChange: (value: number) => void;
};

/** A field that is being typed in may hold no number for a while. */
export function NumberField({
  label,
  help,
  isDisabled = false,
  max,
  min,
  onChange,
  unit,
  value,
}: Props) {
  const id = useId();
  const [text, setText] = useState(String(value));
  return (
    <>
      <label htmlFor={id} title={help}>
        {label}
      </label>
      <span className="with-unit">
        <input
          id={id}
          type="number"
          step="any"
          min={min}
          max={max}
          value={Number(text) === value ? text : String(value)}
          disabled={isDisabled}
          title={help}
          onChange={({ target }) => {
            setText(target.value);
            const next = target.valueAsNumber;
            if (next >= min && next <= max) onChange(next);
          }}
        />
        {unit !== undefined && <span className="quiet">{unit}</span>}
      </span>
    </>
  );
}
