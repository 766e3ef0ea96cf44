// A field of a form whose text counts when it is left or Enter is pressed; Escape takes it back.
import { type KeyboardEvent, useEffect, useId, useState } from "react";

type Props = {
  readonly title: string;
  readonly value: string;
  /** What holds while the field is empty. */
  readonly placeholder: string;
  /** YYYY-MM-DD or nothing; TermPicks' 00 for an unknown month or day passes. */
  readonly isDate?: boolean;
  readonly isLong?: boolean;
  readonly onCommit: (text: string) => void;
};

const DATE = /^(?:\d{4}-(?:0[0-9]|1[0-2])-(?:[0-2][0-9]|3[01]))?$/;
const LONGEST = 10_000;

export function TextField({ title, value, placeholder, isDate, isLong, onCommit }: Props) {
  const id = useId();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const isWrong = isDate === true && !DATE.test(text.trim());
  const commit = () => {
    if (isWrong) setText(value);
    else if (text.trim() !== value) onCommit(text.trim());
  };
  const shared = {
    id,
    value: text,
    placeholder,
    maxLength: LONGEST,
    "aria-invalid": isWrong,
    title: isWrong ? "A date is written YYYY-MM-DD" : placeholder,
    onBlur: commit,
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Enter" && (isLong !== true || event.ctrlKey)) commit();
    if (event.key === "Escape") setText(value);
  };
  return (
    <div className="text-field">
      <label htmlFor={id}>{title}</label>
      {isLong === true ? (
        <textarea
          {...shared}
          rows={2}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={onKeyDown}
        />
      ) : (
        <input
          type="text"
          {...shared}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={onKeyDown}
        />
      )}
    </div>
  );
}
