// A file name on one line: what is cut when it is long is its middle, because scenes differ at their ends.

const TAIL_LENGTH = 10;

export function FileName({ name }: { readonly name: string }) {
  return (
    <span className="file-name" title={name}>
      <span className="heard">{name}</span>
      <span className="head" aria-hidden="true">
        {name.slice(0, -TAIL_LENGTH)}
      </span>
      <span aria-hidden="true">{name.slice(-TAIL_LENGTH)}</span>
    </span>
  );
}
