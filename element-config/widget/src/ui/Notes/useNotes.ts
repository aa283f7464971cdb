import type { ConversationView } from "@abri/contract/officers";
import { useEffect, useState } from "react";
import type { Note } from "../../host/host.ts";
import { useWork } from "../work/work.ts";

type Read =
  { readonly kind: "reading" | "refused" | "unreadable" } | { readonly kind: "read"; readonly notes: readonly Note[] };

/** Asks for the room only now, reads, and reads again whenever something is said there. */
export function useNotes({ roomId, root }: NonNullable<ConversationView["notes"]>): {
  readonly read: Read;
  readonly again: () => void;
} {
  const { host } = useWork();
  const [read, setRead] = useState<Read>({ kind: "reading" });
  const [times, setTimes] = useState(0);
  useEffect(() => {
    // What was asked for last is shown, whichever answer comes last.
    let latest = 0;
    const look = async (): Promise<void> => {
      latest += 1;
      const mine = latest;
      const seen: Read = !(await host.askForNotes(roomId))
        ? { kind: "refused" }
        : await host.notes({ roomId, root }).then(
            (notes) => ({ kind: "read", notes }),
            () => ({ kind: "unreadable" }),
          );
      if (mine === latest) setRead(seen);
    };
    const stop = host.onNotes(roomId, () => void look());
    void look();
    return () => {
      latest = -1;
      stop();
    };
  }, [host, roomId, root, times]);
  return { read, again: () => setTimes((before) => before + 1) };
}
