import { useId, useState } from "react";
import { useWork } from "../work/work.ts";

export interface Proposed {
  readonly day: string;
  readonly time: string;
  readonly place: string;
}

/** When and where; what is said of it is for the officer to read before it goes. */
export function Appointment({ onPut }: { readonly onPut: (proposed: Proposed) => void }) {
  const { words } = useWork();
  const { appointment: text } = words;
  const id = useId();
  const [proposed, setProposed] = useState<Proposed>({ day: "", time: "", place: "" });
  const field = (name: keyof Proposed, type: string) => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{text[name]}</label>
      <input
        id={`${id}-${name}`}
        type={type}
        required
        value={proposed[name]}
        onChange={(event) => setProposed({ ...proposed, [name]: event.target.value })}
      />
    </div>
  );
  return (
    <form
      className="row"
      aria-label={text.title}
      onSubmit={(event) => {
        event.preventDefault();
        onPut(proposed);
      }}
    >
      {field("day", "date")}
      {field("time", "time")}
      {field("place", "text")}
      <button type="submit">{text.put}</button>
    </form>
  );
}
